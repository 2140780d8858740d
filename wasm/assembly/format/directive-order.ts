// The order in which a record's directives stand.
import { AllowNode, IndexNode, Node, NodeKind } from '../front/ast';
import { Entry } from './page';

/** Table name, watch, permissions, timestamps, unique, index; equal ones in written order. */
export function sorted(all: Entry[]): Entry[] {
  const found: Entry[] = [];
  for (let rank = 0; rank <= LAST_RANK; rank++) {
    for (let i = 0; i < all.length; i++) {
      const node = all[i].node;
      if (node && rankOf(node) == rank) found.push(all[i]);
    }
  }
  return found;
}

const LAST_RANK: i32 = 10;

function rankOf(node: Node): i32 {
  switch (node.kind) {
    case NodeKind.TableName:
      return 0;
    case NodeKind.Watch:
      return 1;
    case NodeKind.Public:
      return 2;
    case NodeKind.Allow:
      return 3 + allowRank(node as AllowNode);
    case NodeKind.Timestamps:
      return 8;
    case NodeKind.Index:
      return (node as IndexNode).unique ? 9 : LAST_RANK;
    default:
      return LAST_RANK + 1;
  }
}

/** By `OperationKind`: query, update, insert, delete. */
const operationRanks: StaticArray<i32> = [1, 3, 2, 4];

function allowRank(node: AllowNode): i32 {
  if (node.star) return 0;
  let rank = operationRanks.length;
  for (let i = 0; i < node.operations.length; i++) rank = min(rank, operationRanks[node.operations[i]]);
  return rank;
}
