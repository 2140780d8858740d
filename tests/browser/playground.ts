// The page as a person uses it: opens it, does things, and reads what it shows.
import { expect, type Frame, type Locator, type Page } from '@playwright/test';

/** A post as the server's own table shows it. */
export interface Post {
  readonly id: number;
  readonly title: string;
  readonly authorUserId: number;
  readonly published: boolean;
}

/** One client card. */
export interface Card {
  readonly client: string;
  readonly user: number;
  readonly phase: string;
  readonly posts: readonly number[];
}

/** What the console says where a test keeps the service worker away. */
const BLOCKED_HERE = 'Service Worker registration blocked';

export class Playground {
  readonly page: Page;
  readonly #address: string;
  readonly #frame: Page | Frame;
  /** Everything the console called an error, and every uncaught throw. */
  readonly complaints: string[] = [];

  /** `address`: of the page, where it is not the site that all tests share. `frame`: the one that shows it, where it is framed. */
  constructor(page: Page, address = './', frame: Page | Frame = page) {
    this.page = page;
    this.#address = address;
    this.#frame = frame;
    page.on('console', (message) => {
      const isComplaint = message.type() === 'error' || message.type() === 'warning';
      if (isComplaint && !message.text().startsWith(BLOCKED_HERE)) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  async open(query = ''): Promise<void> {
    await this.page.goto(`${this.#address}${query}`);
    await this.running();
  }

  /** Waits until the server runs and every client is live. */
  async running(): Promise<void> {
    await expect(this.#frame.getByTestId('server-status')).toHaveAttribute('data-phase', 'running');
    await this.settled();
  }

  /** Waits until nobody is about to come and every client that is not offline is live. */
  async settled(): Promise<void> {
    await expect(this.#frame.locator('[aria-busy=true]')).toHaveCount(0);
    await expect
      .poll(async () => (await this.cards()).every((card) => card.phase === 'live' || card.phase === 'offline'))
      .toBe(true);
  }

  async cards(): Promise<Card[]> {
    return this.#frame.getByTestId('client-card').evaluateAll((elements) =>
      elements.map((element) => ({
        client: element.getAttribute('data-client') ?? '',
        user: Number(element.getAttribute('data-user')),
        phase: element.getAttribute('data-phase') ?? '',
        posts: [...element.querySelectorAll('[data-testid=cell][data-table=posts]')]
          .map((cell) => Number(cell.getAttribute('data-key')))
          .toSorted((a, b) => a - b),
      })),
    );
  }

  card(client: string): Locator {
    return this.#frame.locator(`[data-testid=client-card][data-client="${client}"]`);
  }

  async select(client: string): Promise<void> {
    // On its name: a click on a row would choose that row as well, and fill it into the form.
    await this.card(client).getByTestId('client-name').click();
    await expect(this.card(client)).toHaveAttribute('aria-selected', 'true');
  }

  /** Adds a client of a fixed user; returns which it is. */
  async addClientOf(user: number): Promise<string> {
    const before = new Set((await this.cards()).map((card) => card.client));
    await this.#frame.getByLabel(/^User of the next client/).fill(String(user));
    await this.#frame.getByRole('button', { name: 'Add client' }).click();
    await expect.poll(async () => (await this.cards()).length).toBe(before.size + 1);
    await this.#frame.getByLabel(/^User of the next client/).fill('');
    await this.settled();
    const added = (await this.cards()).find((card) => !before.has(card.client));
    return added?.client ?? '';
  }

  async act(client: string, action: string): Promise<void> {
    await this.select(client);
    await this.#frame.getByTestId('client-strip').getByRole('button', { name: action }).click();
  }

  async panel(name: string): Promise<void> {
    await this.#frame.getByRole('tab', { name, exact: true }).click();
  }

  /** Runs a query as a client; fields by name, checkboxes by boolean. Returns the answer's text. */
  async run(client: string, query: string, values: Readonly<Record<string, string | boolean>> = {}): Promise<string> {
    await this.select(client);
    await this.panel('Query');
    const panel = this.#frame.getByTestId('query-panel');
    await panel.getByLabel('Run', { exact: true }).selectOption(query);
    for (const [name, value] of Object.entries(values)) {
      const input = panel.locator(`[data-testid=field][data-name="${name}"]`).getByLabel(name, { exact: true });
      if (typeof value === 'boolean') await input.setChecked(value);
      else await input.fill(value);
    }
    const answer = panel.getByTestId('answer');
    // The answer before stays until this one is there, or is waited for.
    const before = (await answer.isVisible()) ? ((await answer.getAttribute('data-asked')) ?? '') : '';
    await panel.getByRole('button', { name: /^(Submit|Run) as / }).click();
    await expect(answer).toHaveAttribute('data-ok', /true|false/);
    await expect(answer).not.toHaveAttribute('data-asked', before);
    await expect(panel.getByRole('button', { name: /^(Submit|Run) as / })).toBeEnabled();
    return answer.innerText();
  }

  /** All rows of a table as the server has them, page by page. */
  async serverRows(table: string): Promise<Record<string, string>[]> {
    await this.panel('Server');
    const panel = this.#frame.getByTestId('server-panel');
    await panel.getByRole('group', { name: 'Table' }).getByRole('button', { name: table, exact: true }).click();
    const shown = panel.locator(`[data-testid=server-table][data-table="${table}"]`);
    await expect(shown).toBeVisible();
    // It shows the rows that were looked at last.
    const earlier = panel.getByRole('button', { name: 'Earlier' });
    const turned = () => expect(panel.locator('[aria-busy=true]')).toHaveCount(0);
    while ((await earlier.isVisible()) && (await earlier.isEnabled())) {
      await earlier.click();
      await turned();
    }
    const rows: Record<string, string>[] = [];
    for (;;) {
      rows.push(...(await readTable(shown)));
      const later = panel.getByRole('button', { name: 'Later' });
      if (!(await later.isVisible()) || (await later.isDisabled())) return rows;
      await later.click();
      await turned();
    }
  }

  async posts(): Promise<Post[]> {
    return (await this.serverRows('posts')).map((row) => ({
      id: Number(row.id),
      title: row.title ?? '',
      authorUserId: Number(row.authorUserId),
      published: row.published === 'True',
    }));
  }

  /** Every live client shows exactly the posts its user may see, by the rule of the demo's schema. */
  async expectExact(): Promise<void> {
    await expect
      .poll(async () => {
        const posts = await this.posts();
        const wrong = (await this.cards())
          .filter((card) => card.phase !== 'offline')
          .filter((card) => card.posts.join() !== visibleTo(card.user, posts).join());
        return wrong.map((card) => `${card.client} (user ${card.user}) shows ${card.posts.join()}`);
      })
      .toEqual([]);
  }
}

/** `authorUserId == Session.userId || published == True`, as the demo's schema says of posts. */
export function visibleTo(user: number, posts: readonly Post[]): number[] {
  return posts
    .filter((post) => post.published || post.authorUserId === user)
    .map((post) => post.id)
    .toSorted((a, b) => a - b);
}

async function readTable(table: Locator): Promise<Record<string, string>[]> {
  const lines = await table.evaluate((element) =>
    [...element.querySelectorAll('tr')].map((line) =>
      [...line.querySelectorAll('th, td')].map((cell) => cell.textContent.trim()),
    ),
  );
  const [columns = [], ...rows] = lines;
  return rows
    .filter((cells) => cells.length === columns.length)
    .map((cells) => Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])));
}
