// Mutations: what they write, what they answer, and whom they refuse.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import type { SqlValue } from '../../src/engine/engine.ts';
import { Bench } from './database.ts';

const schema = `type State = Open | Closed { reason String, at DateTime? } | Held { reason String, by Holder }
type Holder = Clerk { name String } | Robot
type Size = Small | Large

session {
    userId Int
    role   String
    size   Size
}

record Shop {
    @allow(query) { True }
    @allow(insert) { ownerId == Session.userId }
    @allow(update, delete) { And(ownerId == Session.userId, Session.role != "guest") }

    id      Int @id
    ownerId Int
    name    String
    open    Bool @default(True)
    orders  @link(Order.shopId)
    hints   @link(Hint.shopId)
}

record Order {
    @allow(query) { secret == False }
    @allow(insert, update, delete) { secret == False }

    id     Int @id
    shopId Int
    secret Bool @default(False)
    state  State?
    size   Size
    extra  Json?
    group  String?
    lines  @link(Line.orderId)
    shop   @link(shopId, Shop.id)
}

record Line {
    @public

    id      Int @id
    orderId Int
    text    String
}

record Hint {
    @allow(query, update, delete) { True }
    @allow(insert) { id == 1 }

    id     Int @id
    shopId Int
    text   String
}
`;

const asOwner = { session_userId: 1, session_role: 'user' };

async function shops(): Promise<Bench> {
  const bench = await Bench.open(schema);
  bench.run(`insert into shops (id, ownerId, name) values (1, 1, 'one'), (2, 2, 'two')`);
  bench.run(`insert into orders (id, shopId, secret, size) values (1, 1, 0, 'Small'), (2, 1, 1, 'Small')`);
  bench.changes();
  return bench;
}

const cases: readonly {
  name: string;
  query: string;
  values?: Readonly<Record<string, SqlValue>>;
  answer: JsonObject;
  changes: number;
}[] = [
  {
    name: 'an insert answers what it selects',
    query: 'insert New($n: String) {\n shop {\n ownerId = Session.userId\n name = $n\n id\n open\n }\n}\n',
    values: { n: "o'x" },
    answer: { shop: [{ ownerId: 1, name: "o'x", id: 3, open: true }] },
    changes: 1,
  },
  {
    name: 'an insert for somebody else is denied',
    query: 'insert New {\n shop {\n ownerId = 2\n name = "x"\n id\n }\n}\n',
    answer: { shop: [] },
    changes: 0,
  },
  {
    name: 'a default satisfies the policy',
    query:
      'insert New($e: Json?) {\n order {\n shopId = 1\n size = Small\n state = null\n extra = $e\n group = null\n secret\n }\n}\n',
    answer: { order: [{ shopId: 1, size: { _type: 'Small' }, state: null, extra: null, group: null, secret: false }] },
    changes: 1,
  },
  {
    name: 'a policy on the generated key lets the first row in',
    query: 'insert New {\n hint {\n shopId = 1\n text = "a"\n id\n }\n}\n',
    answer: { hint: [{ shopId: 1, text: 'a', id: 1 }] },
    changes: 1,
  },
  {
    name: 'an update touches own rows only',
    query: 'update All {\n shop {\n name = "z"\n id\n }\n}\n',
    answer: { shop: [{ name: 'z', id: 1 }] },
    changes: 1,
  },
  {
    name: 'a row cannot be given away',
    query: 'update Give {\n shop {\n @where { id == 1 }\n ownerId = 2\n id\n }\n}\n',
    answer: { shop: [] },
    changes: 0,
  },
  {
    name: 'an update that would hide the row from its own policy is denied',
    query: 'update Hide {\n order {\n @where { id == 1 }\n secret = True\n id\n }\n}\n',
    answer: { order: [] },
    changes: 0,
  },
  {
    name: 'a delete answers the rows as they were',
    query: 'delete Gone {\n shop {\n id\n name\n }\n}\n',
    answer: { shop: [{ id: 1, name: 'one' }] },
    changes: 1,
  },
  {
    name: 'a delete without fields answers empty objects',
    query: 'delete Gone {\n shop {\n @where { id == 1 }\n }\n}\n',
    answer: { shop: [{}] },
    changes: 1,
  },
  {
    name: 'a session that may not, changes nothing',
    query: 'delete Gone {\n shop {\n id\n }\n}\n',
    values: { session_role: 'guest' },
    answer: { shop: [] },
    changes: 0,
  },
];

describe('[PERM-2] mutations are judged on the rows they write', () => {
  test.each(cases)('$name', async ({ query, values, answer, changes }) => {
    const bench = await shops();
    expect(bench.query(query, { ...asOwner, ...values })).toEqual(answer);
    expect(bench.changes()).toHaveLength(changes);
  });
});

const states: readonly { name: string; value: string | null; stored: readonly unknown[]; told: unknown }[] = [
  {
    name: 'a variant without payload',
    value: '{"_type":"Open"}',
    stored: ['Open', null, null, null, null],
    told: { _type: 'Open' },
  },
  { name: 'a bare tag', value: 'Open', stored: ['Open', null, null, null, null], told: { _type: 'Open' } },
  {
    name: 'an omitted payload that may be null',
    value: '{"_type":"Closed","reason":"rain"}',
    stored: ['Closed', 'rain', null, null, null],
    told: { _type: 'Closed', reason: 'rain', at: null },
  },
  {
    name: 'a union within a union',
    value: '{"_type":"Held","reason":"r","by":{"_type":"Clerk","name":"Ö"}}',
    stored: ['Held', 'r', null, 'Clerk', 'Ö'],
    told: { _type: 'Held', reason: 'r', by: { _type: 'Clerk', name: 'Ö' } },
  },
  { name: 'null', value: null, stored: [null, null, null, null, null], told: null },
  { name: 'a tag that is JSON by chance', value: 'null', stored: ['null', null, null, null, null], told: null },
];

const STATE_COLUMNS = 'state, state__reason, state__at, state__by, state__by__name';

describe('unions are columns', () => {
  test.each(states)('a parameter: $name', async ({ value, stored, told }) => {
    const bench = await shops();
    bench.run(
      `update orders set state = 'Held', state__reason = 'old', state__at = 5, state__by = 'Clerk', state__by__name = 'old' where id = 1`,
    );
    const answer = bench.query('update Put($s: State?) {\n order {\n @where { id == 1 }\n state = $s\n }\n}\n', {
      s: value,
    });
    expect(answer).toEqual({ order: [{ state: told }] });
    expect(Object.values(bench.all(`select ${STATE_COLUMNS} from orders where id = 1`)[0] ?? {})).toEqual(stored);
  });

  test('a literal writes its payload and clears that of the others', async () => {
    const bench = await shops();
    bench.run(
      `update orders set state = 'Held', state__reason = 'old', state__by = 'Clerk', state__by__name = 'old' where id = 1`,
    );
    const query = 'update Put($r: String) {\n order {\n @where { id == 1 }\n state = Closed { reason = $r }\n }\n}\n';
    expect(bench.query(query, { r: 'wet' })).toEqual({
      order: [{ state: { _type: 'Closed', reason: 'wet', at: null } }],
    });
    expect(Object.values(bench.all(`select ${STATE_COLUMNS} from orders where id = 1`)[0] ?? {})).toEqual([
      'Closed',
      'wet',
      null,
      null,
      null,
    ]);
  });

  test('an enum from the session', async () => {
    const bench = await shops();
    const query = 'update Put {\n order {\n @where { id == 1 }\n size = Session.size\n }\n}\n';
    expect(bench.query(query, { session_size: 'Large' })).toEqual({ order: [{ size: { _type: 'Large' } }] });
  });
});

describe('documents', () => {
  test.each(['{"a":[1,null,"x"]}', '"text"', '12', 'true', '[]', null])(
    '%s is stored and read back as it is',
    async (text) => {
      const bench = await shops();
      const answer = bench.query('update Put($e: Json?) {\n order {\n @where { id == 1 }\n extra = $e\n }\n}\n', {
        e: text,
      });
      expect(answer).toEqual({ order: [{ extra: text === null ? null : JSON.parse(text) }] });
      expect(bench.all('select typeof(extra) as kind from orders where id = 1')).toEqual([
        { kind: text === null ? 'null' : 'blob' },
      ]);
    },
  );
});

describe('nested inserts', () => {
  const tree = `insert Tree($owner: Int, $e: Json?) {
    shop {
        ownerId = $owner
        name = "n"
        id
        first: orders {
            size = Small
            state = null
            extra = $e
            group = "a"
            id
            lines {
                text = "l"
                id
                orderId
            }
        }
        second: orders {
            size = Large
            state = null
            extra = $e
            group = "b"
            secret = True
        }
    }
}
`;

  test('children are inserted under their parent and answered', async () => {
    const bench = await shops();
    expect(bench.query(tree, { ...asOwner, owner: 1 })).toEqual({
      shop: [
        {
          ownerId: 1,
          name: 'n',
          id: 3,
          first: [
            {
              size: { _type: 'Small' },
              state: null,
              extra: null,
              group: 'a',
              id: 3,
              lines: [{ text: 'l', id: 1, orderId: 3 }],
            },
          ],
          second: [],
        },
      ],
    });
    expect(bench.changes().map(({ table_name }) => table_name)).toEqual(['shops', 'orders', 'lines']);
  });

  test('a denied parent has no children, also not under an older row', async () => {
    const bench = await shops();
    expect(bench.query(tree, { ...asOwner, owner: 2 })).toEqual({ shop: [] });
    expect(bench.changes()).toEqual([]);
  });

  test('it may be run again and again', async () => {
    const bench = await shops();
    bench.query(tree, { ...asOwner, owner: 1 });
    bench.query(tree, { ...asOwner, owner: 1 });
    expect(bench.all('select count(*) as n from lines')).toEqual([{ n: 2 }]);
  });
});

describe('generated operations', () => {
  test('omitted keeps, null clears, and updatedAt moves', async () => {
    const bench = await shops();
    bench.run(`update orders set "group" = 'g', extra = jsonb('1'), updatedAt = 5 where id = 1`);
    const answer = bench.generated('OrderUpdate', { id: 1, extra: null, extra__is_set: 1 });
    expect(answer).toMatchObject({ order: [{ id: 1, group: 'g', extra: null, size: { _type: 'Small' } }] });
    expect(Number(bench.all('select updatedAt from orders where id = 1')[0]?.['updatedAt'])).toBeGreaterThan(5);
  });

  test('a creation takes defaults for what is omitted and answers all columns', async () => {
    const bench = await shops();
    const answer = bench.generated('OrderCreate', { shopId: 2, size: 'Large' });
    expect(answer).toMatchObject({ order: [{ id: 3, shopId: 2, secret: false, state: null, group: null }] });
  });

  test('an omitted union keeps its payload', async () => {
    const bench = await shops();
    bench.run(`update orders set state = 'Closed', state__reason = 'r', state__at = 7 where id = 1`);
    const answer = bench.generated('OrderUpdate', { id: 1, group: 'h', group__is_set: 1 });
    expect(answer).toMatchObject({ order: [{ group: 'h', state: { _type: 'Closed', reason: 'r', at: 7 } }] });
  });

  test('[PERM-2] they respect the policy', async () => {
    const bench = await shops();
    expect(bench.generated('ShopUpdate', { ...asOwner, id: 2, name: 'x', name__is_set: 1 })).toEqual({ shop: [] });
    expect(bench.generated('ShopDelete', { ...asOwner, id: 2 })).toEqual({ shop: [] });
    expect(bench.generated('ShopCreate', { ...asOwner, ownerId: 2, name: 'x' })).toEqual({ shop: [] });
    expect(bench.changes()).toEqual([]);
  });
});
