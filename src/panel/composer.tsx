import React from 'react';
import { useDraft } from './model-context';
import { Button } from './button';

/** A text box whose draft survives a reload; Ctrl or Cmd+Enter sends. */
export function Composer(props: {
  readonly draft: string;
  readonly label: string;
  readonly hint: string;
  readonly send: string;
  readonly onSend: (text: string) => void;
  readonly focus?: boolean;
  readonly onCancel?: () => void;
  readonly cancel?: string;
}): JSX.Element {
  const id = React.useId();
  const [text, setText] = useDraft(props.draft);
  const box = React.useRef<HTMLTextAreaElement>(null);
  React.useEffect(() => {
    if (props.focus) {
      box.current?.focus();
    }
  }, [props.focus]);
  const send = (): void => {
    if (text.trim() !== '') {
      props.onSend(text.trim());
      setText('');
    }
  };
  return (
    <div>
      <label className="cf-Label" htmlFor={id}>
        {props.label}
      </label>
      <div className="cf-Composer cf-mt1">
        <textarea
          ref={box}
          className="cf-Text"
          id={id}
          rows={2}
          value={text}
          aria-describedby={`${id}-hint`}
          onChange={event => setText(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              event.stopPropagation();
              send();
            } else if (event.key === 'Escape' && props.onCancel) {
              props.onCancel();
            }
          }}
        />
        <div>
          <span className="cf-Why" id={`${id}-hint`}>
            {props.hint}
          </span>
          <span className="cf-Composer-buttons">
            {props.onCancel && props.cancel ? (
              <Button small look="plain" onClick={props.onCancel}>
                {props.cancel}
              </Button>
            ) : null}
            <Button small onClick={send}>
              {props.send}
            </Button>
          </span>
        </div>
      </div>
    </div>
  );
}
