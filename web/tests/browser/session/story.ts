// What both halves of the story share: the service, the two people, and what the candidate writes.

import type { Browser, Page } from 'playwright-core';
import { launch, Person } from '../browser';
import { Service, TINY } from '../service';

export const QUESTION = 'After how many days are goods returned';
export const HYPOTHESIS = 'The number of days is turned round';
export const REPLY = 'An hour, and I say so when it takes longer.';
export const ANSWER = 'Nothing compared the number with the contract.';
export const LAST_ANSWER = 'Write a test of the number.';
export const FINAL_NOTE = 'The digits of the number were swapped; main.rs says 14 again.';

/** One session; its fields are set by `arrive`, so tests read them and descriptions do not. */
export class Story {
  // One account invites, looks at the checks and reviews; blind reviews are told in review.ts.
  readonly service = new Service(TINY, ['--blind', 'off']);
  practitioner!: Person;
  candidate!: Person;
  /** The link to the session, once the practitioner has invited. */
  link = '';
  private browser: Browser | undefined;

  /** Starts the service, and brings both people to it. */
  async arrive(password: string): Promise<void> {
    await this.service.start();
    this.service.addUser('vera', password);
    this.browser = await launch();
    this.practitioner = await Person.arrive(this.browser, this.service.base);
    this.candidate = await Person.arrive(this.browser, this.service.base);
  }

  async leave(): Promise<void> {
    await this.browser?.close();
    await this.service.close();
  }

  /** The practitioner's page. */
  get desk(): Page {
    return this.practitioner.page;
  }

  /** The candidate's page. */
  get bench(): Page {
    return this.candidate.page;
  }
}
