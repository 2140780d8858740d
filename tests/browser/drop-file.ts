// A file dropped on the page, as a person does.
import type { Page } from '@playwright/test';

export async function dropFile(page: Page, name: string, content: string | Buffer): Promise<void> {
  await page.evaluate(
    ([fileName, base64]) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], fileName));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    },
    [name, Buffer.from(content).toString('base64')] as const,
  );
}
