// Forms in a sandboxed frame: without `allow-forms` the browser never tells that one was submitted, though nothing of ours leaves the page.

/** From now on a click on a form's button tells its `submit` event, as it would outside a frame; Enter makes that click too. */
export function submitByScript(): void {
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    const form = button?.form;
    if (!form || button.type !== 'submit' || button.disabled) return;
    event.preventDefault();
    if (!form.noValidate && !form.reportValidity()) return;
    form.dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true, submitter: button }));
  });
}
