// Physical rows in logical shape.
import { expect, test } from 'vitest';
import { openDatabase } from '../conformance/database.ts';
import { testEngine } from './load-engine.ts';

const source = `type State = Open | Shut { why String, at DateTime? }

record Door {
    @public
    id    Int   @id
    state State
    wide  Bool
    notes Json?
}
`;

test('a union becomes one object; the stamp and unknown tables stay', async () => {
  const engine = await testEngine();
  const opened = await openDatabase(engine, source);
  if (opened.ok) opened.database.close();
  expect(opened.ok).toBe(true);
  const headers = ['id', 'state', 'state__why', 'state__at', 'wide', 'notes', 'updatedAt', '_pyre_stamp'];
  const stranger = { table_name: 'elsewhere', headers: ['a'], rows: [[1]] };
  const reshaped = engine.reshape_sync_table_groups([
    {
      table_name: 'doors',
      headers,
      rows: [
        [1, 'Shut', 'cold', null, 1, { a: [1] }, 5, 70],
        [2, 'Open', null, null, 0, null, 6, 71],
      ],
    },
    stranger,
  ]);
  expect(reshaped).toEqual([
    {
      table_name: 'doors',
      headers: ['id', 'state', 'wide', 'notes', 'updatedAt', '_pyre_stamp'],
      rows: [
        [1, { _type: 'Shut', why: 'cold', at: null }, 1, { a: [1] }, 5, 70],
        [2, { _type: 'Open' }, 0, null, 6, 71],
      ],
    },
    stranger,
  ]);
});

test('columns in another order, and some of them, are read by name', async () => {
  const engine = await testEngine();
  const opened = await openDatabase(engine, source);
  if (opened.ok) opened.database.close();
  const group = { table_name: 'doors', headers: ['state__why', 'state', 'id'], rows: [['cold', 'Shut', 1]] };
  expect(engine.reshape_sync_table_groups([group])).toEqual([
    { table_name: 'doors', headers: ['id', 'state'], rows: [[1, { _type: 'Shut', why: 'cold', at: null }]] },
  ]);
});
