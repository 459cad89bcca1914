//! One question on its way through the pipeline: what the gateway sees, and the spans of its stages.

use serde_json::{Value, json};

use crate::cli::long_trace::dice::Dice;
use crate::cli::long_trace::writer::Writer;
use crate::domain::event::{Actor, EventBody, ModelCall, SpanDetails};
use crate::domain::time::Timestamp;

/// Results of a stage that a span tells of.
const TOLD: usize = 20;
/// Blocks that fit into the prompt.
const PACKED: usize = 6;

/// A question, and where its passage ends up.
pub struct Asked<'a> {
    pub text: &'a str,
    /// The chunk that answers it.
    pub gold: &'a str,
    /// Its rank in the fused list, from 1. Beyond 20 it is not seen.
    pub rank: usize,
    /// Whether a model answers. Without it, only the search is measured.
    pub answered: bool,
}

/// What asks: everything that a session's questions share.
pub struct Pipeline {
    /// Documents of the corpus.
    pub documents: Vec<String>,
    pub created_at: Timestamp,
}

impl Pipeline {
    /// Asks a question. It takes 20 to 60 ms.
    pub async fn ask(
        &self,
        writer: &mut Writer<'_>,
        dice: &mut Dice,
        asked: &Asked<'_>,
    ) -> anyhow::Result<()> {
        let lists = self.lists(dice, asked);
        self.embed(writer, asked).await?;
        let from = writer.time - 9_000;
        let mut tree = Tree::new(self.created_at, dice);
        let root = if asked.answered { "answer" } else { "retrieve" };
        let search = if asked.answered {
            tree.id(dice)
        } else {
            tree.root.clone()
        };
        let mut at = from;
        for (name, results) in ["lexical leg", "dense leg", "fuse", "rerank"]
            .iter()
            .zip(&lists)
        {
            let took = i64::try_from(dice.between(900, 6_000))?;
            let told = json!({ "results": results.to_string() });
            tree.add(writer, dice, (name, &search), (at, at + took), told)
                .await?;
            at += took;
        }
        if asked.answered {
            let leg = json!({ "leg": "Reranked", "limit": 20 });
            let whole = tree.root.clone();
            tree.end(writer, ("retrieve", &search, &whole), (from, at), leg)
                .await?;
            at = self
                .answer(writer, dice, asked, &mut tree, &lists[3], at)
                .await?;
        }
        let own = json!({ "halden.prompt.version": 3 });
        let whole = tree.root.clone();
        tree.end(writer, (root, &whole, ""), (from, at), own).await
    }

    /// The lists of both legs, fused, and reranked.
    fn lists(&self, dice: &mut Dice, asked: &Asked<'_>) -> [Value; 4] {
        let mut list = |rank: usize, scale: f64| {
            let mut ids: Vec<String> = (0..TOLD).map(|_| self.chunk(dice)).collect();
            ids.retain(|id| id != asked.gold);
            if (1..=TOLD).contains(&rank) {
                ids.insert((rank - 1).min(ids.len()), asked.gold.to_owned());
            }
            ids.truncate(TOLD);
            #[expect(clippy::cast_precision_loss, reason = "twenty")]
            let score = |at: usize| (scale / (1.0 + at as f64 * 0.07) * 1e4).round() / 1e4;
            let told = ids.iter().enumerate();
            Value::Array(
                told.map(|(at, id)| json!({ "id": id, "score": score(at) }))
                    .collect(),
            )
        };
        let reranked = asked.rank.saturating_sub(asked.rank / 3).max(1);
        [
            list(asked.rank + 7, 14.2),
            list(3, 0.44),
            list(asked.rank, 1.0),
            list(reranked, 0.93),
        ]
    }

    fn chunk(&self, dice: &mut Dice) -> String {
        let place = usize::try_from(dice.below(self.documents.len().max(1) as u64)).unwrap_or(0);
        let document = self.documents.get(place).map_or("policy/none", |it| it);
        format!("{document}#{}", dice.below(6))
    }

    async fn embed(&self, writer: &mut Writer<'_>, asked: &Asked<'_>) -> anyhow::Result<()> {
        writer.time += 9_000;
        let request = json!({ "model": "simulated-embedding", "input": [asked.text] });
        let call = call(writer, &request, &json!({ "data": [] }), None);
        let embedding = EventBody::ModelEmbedding(call);
        writer.add(Actor::Candidate, embedding).await?;
        Ok(())
    }

    /// Packs, asks the model, validates. Returns when that was over.
    async fn answer(
        &self,
        writer: &mut Writer<'_>,
        dice: &mut Dice,
        asked: &Asked<'_>,
        tree: &mut Tree,
        ranked: &Value,
        from: i64,
    ) -> anyhow::Result<i64> {
        let listed = ranked.as_array().map(Vec::as_slice).unwrap_or_default();
        let chosen = &listed[..listed.len().min(PACKED)];
        let packed = json!({ "results": json!(chosen).to_string(), "dropped": 3, "tokens": 1_480 });
        let whole = tree.root.clone();
        tree.add(writer, dice, ("pack", &whole), (from, from + 700), packed)
            .await?;
        let found = chosen.iter().any(|it| it["id"] == asked.gold);
        let blocks = chosen.iter().enumerate().map(|(at, it)| {
            let id = it["id"].as_str().unwrap_or_default();
            let document = id.split('#').next().unwrap_or_default();
            format!(
                "[{}] ({document}, effective 2026-01-01)\n{}",
                at + 1,
                dice.words(90)
            )
        });
        let context = blocks.collect::<Vec<_>>().join("\n\n");
        let answer = if found {
            format!("{} [1].", dice.words(24))
        } else {
            "The documents do not say.".to_owned()
        };
        let request = json!({ "model": "simulated-large", "messages": [
            { "role": "system", "content": "Answer only from the context, and cite the block." },
            { "role": "user", "content": format!("{context}\n\nQuestion: {}", asked.text) } ] });
        let response = json!({ "choices": [{ "message": { "content": answer } }] });
        writer.time += 24_000;
        let call = call(writer, &request, &response, Some(answer));
        writer
            .add(Actor::Candidate, EventBody::ModelChat(call))
            .await?;
        let end = writer.time;
        let verdict = json!({ "abstained": !found, "grounded": found, "problems": "" });
        tree.add(
            writer,
            dice,
            ("validate", &whole),
            (end, end + 200),
            verdict,
        )
        .await?;
        Ok(end + 300)
    }
}

fn call(
    writer: &mut Writer<'_>,
    request: &Value,
    response: &Value,
    answer: Option<String>,
) -> ModelCall {
    writer.made.calls += 1;
    let asks = answer.is_some();
    ModelCall {
        call: format!("worked-{}", writer.made.calls),
        complete: true,
        requested_model: request["model"].as_str().unwrap_or_default().to_owned(),
        served_model: None,
        status: 200,
        request: writer.payload(request.to_string().into_bytes()),
        response: writer.payload(response.to_string().into_bytes()),
        answer,
        tokens_in: if asks { 1_600 } else { 20 },
        tokens_out: if asks { 40 } else { 0 },
        tokens_estimated: false,
        cost: if asks { 900 } else { 1 },
        latency: if asks { 24_000 } else { 9_000 },
        first_byte: None,
        finish_reason: asks.then(|| "stop".to_owned()),
        error: None,
    }
}

/// The spans of one question. Children are sent before what they belong to, as they end earlier.
struct Tree {
    trace: String,
    root: String,
    created_at: Timestamp,
}

impl Tree {
    fn new(created_at: Timestamp, dice: &mut Dice) -> Self {
        Self {
            trace: format!("{:016x}{:016x}", dice.roll(), dice.roll()),
            root: format!("{:016x}", dice.roll()),
            created_at,
        }
    }

    fn id(&self, dice: &mut Dice) -> String {
        let _ = self;
        format!("{:016x}", dice.roll())
    }

    /// A stage below `parent`.
    async fn add(
        &self,
        writer: &mut Writer<'_>,
        dice: &mut Dice,
        (name, parent): (&str, &str),
        times: (i64, i64),
        attributes: Value,
    ) -> anyhow::Result<()> {
        let own = format!("{:016x}", dice.roll());
        self.end(writer, (name, &own, parent), times, attributes)
            .await
    }

    async fn end(
        &self,
        writer: &mut Writer<'_>,
        (name, span, parent): (&str, &str, &str),
        (from, to): (i64, i64),
        attributes: Value,
    ) -> anyhow::Result<()> {
        writer.time = writer.time.max(to);
        let unix = |time: i64| {
            let at = self.created_at.plus(time + 5_000_000).0;
            format!("{}", i128::from(at) * 1_000)
        };
        let ended = EventBody::SpanEnded {
            name: name.to_owned(),
            trace: self.trace.clone(),
            span: span.to_owned(),
            parent: parent.to_owned(),
            start: unix(from),
            end: unix(to),
            attributes,
            cut: false,
            details: SpanDetails::default(),
        };
        writer.add(Actor::Candidate, ended).await?;
        Ok(())
    }
}
