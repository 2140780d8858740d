// A checked operation as the statements that run it.
import { Operation, OperationKind } from '../model';
import { deleteStatement, updateStatement } from './change';
import { Step, insertSteps } from './insert';
import { selectStatement } from './select';

export { Step } from './insert';

/** The statements, in the order in which they must run, in one transaction. */
export function statementsOf(operation: Operation): Step[] {
  const steps: Step[] = [];
  for (let i = 0; i < operation.roots.length; i++) {
    const root = operation.roots[i];
    switch (operation.kind) {
      case OperationKind.Query:
        steps.push(new Step(selectStatement(root), true));
        break;
      case OperationKind.Insert:
        insertSteps(operation, root, steps);
        break;
      case OperationKind.Update:
        steps.push(new Step(updateStatement(operation, root), true));
        break;
      default:
        steps.push(new Step(deleteStatement(operation, root), true));
    }
  }
  return steps;
}
