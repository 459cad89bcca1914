// A service of its own for a story: temporary data, real sandboxes, and nothing left behind.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const ASSAY = resolve(process.env.ASSAY_BIN ?? join(REPOSITORY, 'target/release/assay'));
const START_MS = 60_000;

/** Where scenarios and pipelines are, below the repository. */
export interface Library {
  scenarios: string;
  pipelines: string;
}

/** The smallest scenario that loads, with checks that take seconds. */
export const TINY: Library = {
  scenarios: 'tests/fixtures/library/scenarios',
  pipelines: 'tests/fixtures/library/pipelines',
};

/** What comes with Assay. */
export const OWN: Library = { scenarios: 'scenarios', pipelines: 'sandbox-images/pipelines' };

export class Service {
  /** Where it listens; the same after a restart. */
  base = '';
  private folder = mkdtempSync(join(tmpdir(), 'assay-browser-'));
  private data = join(this.folder, 'data');
  private process: ChildProcess | null = null;

  constructor(
    private library: Library,
    private options: string[] = [],
  ) {
    if (!existsSync(ASSAY)) throw new Error(`${ASSAY} is missing: make build, or set ASSAY_BIN`);
  }

  /** Starts it, also after it was killed, and waits until it listens. */
  async start(): Promise<void> {
    const listen = this.base === '' ? '127.0.0.1:0' : new URL(this.base).host;
    const log = openSync(this.logFile, 'a');
    const options = ['--data-dir', this.data, '--listen', listen];
    const library = [
      ['--scenarios', join(REPOSITORY, this.library.scenarios)],
      ['--pipelines', join(REPOSITORY, this.library.pipelines)],
    ].flat();
    const child = spawn(ASSAY, ['serve', ...options, ...library, ...this.options], {
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', log],
    });
    this.process = child;
    this.base = await this.listening(child);
  }

  /** SIGKILL: the service gets no chance to say goodbye. */
  async kill(): Promise<void> {
    const child = this.process;
    this.process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Adds a practitioner. */
  addUser(name: string, password: string): void {
    execFileSync(ASSAY, ['user', 'add', name, '--password-stdin', '--data-dir', this.data], {
      input: `${password}\n`,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
  }

  /** Writes a session's report as a file, and answers where it is. */
  exportReport(session: string): string {
    const file = join(this.folder, 'report.html');
    const scenarios = join(REPOSITORY, this.library.scenarios);
    const pipelines = join(REPOSITORY, this.library.pipelines);
    const where = ['--data-dir', this.data, '--scenarios', scenarios, '--pipelines', pipelines];
    execFileSync(ASSAY, ['report', 'export', session, file, ...where], { stdio: 'pipe' });
    return file;
  }

  /** Makes a synthetic session of eight hours, or a share of that, before it is started. */
  longTrace(scale: string, ...also: string[]): string {
    const library = [
      ['--scenarios', join(REPOSITORY, this.library.scenarios)],
      ['--pipelines', join(REPOSITORY, this.library.pipelines)],
    ].flat();
    const options = ['dev-trace', '--scale', scale, '--data-dir', this.data, ...library, ...also];
    return execFileSync(ASSAY, options, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  }

  /** Exports a session's trace into a folder of its own, and answers where that is. */
  exportTrace(session: string): string {
    const folder = join(this.folder, 'bundle');
    const options = ['trace', 'export', session, folder, '--data-dir', this.data];
    execFileSync(ASSAY, options, { stdio: 'pipe' });
    return folder;
  }

  /** Puts a check curve into its database: for each check a letter a moment. Answers the moments. */
  putCurve(session: string, checks: string[], found: string[]): number[] {
    const script = join(import.meta.dirname, 'put-curve.py');
    const database = join(this.data, 'assay.sqlite3');
    const given = [script, database, session, checks.join(), found.join()];
    return JSON.parse(execFileSync('python3', given, { encoding: 'utf8' })) as number[];
  }

  /** Leaves a session so many seconds, while the service does not run. */
  leave(session: string, seconds: number): void {
    const database = join(this.data, 'assay.sqlite3');
    const script = join(import.meta.dirname, 'leave-time.py');
    execFileSync('python3', [script, database, session, `${seconds}`], { stdio: 'pipe' });
  }

  /** Ends it and removes its sandboxes and its data. */
  async close(): Promise<void> {
    await this.kill();
    const containers = this.sandboxes();
    if (containers.length > 0) {
      execFileSync('docker', ['rm', '--force', '--volumes', ...containers], { stdio: 'ignore' });
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Its containers: those that mount folders of its data. */
  sandboxes(): string[] {
    const ids = docker('ps', '--all', '--quiet', '--filter', 'label=assay').split(/\s+/);
    const known = ids.filter((id) => id !== '');
    return known.filter((id) => mountsOf(id).includes(`${this.data}/`));
  }

  /** What the service has logged. */
  log(): string {
    return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
  }

  private get logFile(): string {
    return join(this.folder, 'serve.log');
  }

  private async listening(child: ChildProcess): Promise<string> {
    const lines = createInterface({ input: child.stdout! });
    const limit = setTimeout(() => child.kill('SIGKILL'), START_MS);
    try {
      for await (const line of lines) {
        const address = /listens on (http:\S+)/.exec(line)?.[1];
        if (address) return address;
      }
    } finally {
      clearTimeout(limit);
      child.stdout!.resume();
    }
    throw new Error(`the service does not start:\n${this.log()}`);
  }
}

function docker(...options: string[]): string {
  return execFileSync('docker', options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Empty for a container that went meanwhile: others' tests run on the same engine. */
function mountsOf(container: string): string {
  try {
    return docker('inspect', '--format', '{{range .Mounts}}{{.Source}} {{end}}', container);
  } catch {
    return '';
  }
}
