// OpenAI's client for Node against a gateway: sixty calls at once, three times as many as there are
// places, with the client's own retries; then what a pipeline does one call at a time.

import assert from 'node:assert/strict';
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: `${process.env.GATEWAY}/v1`, apiKey: 'none' });

function ask(model, question, more = {}) {
  return client.chat.completions.create({
    model,
    messages: [{ role: 'user', content: question }],
    ...more,
  });
}

async function crowd() {
  const asked = Array.from({ length: 60 }, (_, number) =>
    ask('slow-reader', `What is the limit in case ${number}?`),
  );
  const answers = await Promise.allSettled(asked);
  const failed = answers.filter(({ status }) => status === 'rejected');
  assert.equal(failed.length, 0, `${failed.length} of 60: ${failed[0]?.reason}`);
}

async function oneByOne() {
  const models = await client.models.list();
  for (const { id } of models.data) assert.equal((await client.models.retrieve(id)).id, id);
  let text = '';
  let usage = null;
  const options = { stream: true, stream_options: { include_usage: true }, stop: null };
  for await (const chunk of await ask('simulated-reader-1', 'What is the limit?', options)) {
    text += chunk.choices[0]?.delta?.content ?? '';
    usage = chunk.usage ?? usage;
  }
  assert.ok(text.length > 0);
  assert.ok(usage.total_tokens > 0);
  const vectors = await client.embeddings.create({
    model: 'all-minilm-l6-v2',
    input: ['one', 'two'],
  });
  assert.deepEqual(
    vectors.data.map(({ embedding }) => embedding.length),
    [384, 384],
  );
  await assert.rejects(ask('no-such-model', 'x'), OpenAI.NotFoundError);
}

await crowd();
await oneByOne();
console.log('crowd: ok');
