// The dialog about a file that was dropped on the page.
import { BringIn } from './bring-in.tsx';
import { PlainDialog } from './plain-dialog.tsx';

export function BringInDialog(props: { readonly file: File; onClose(): void }) {
  return (
    <PlainDialog title="Bring in a file" testId="bring-in-dialog" onClose={() => props.onClose()}>
      <div class="share-section">
        <BringIn file={props.file} />
      </div>
    </PlainDialog>
  );
}
