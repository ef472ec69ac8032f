import {
  bash,
  type MessagesRequest,
  type Reply,
  report,
  type Script,
  toolResults,
  use,
} from '../fake-claude-api/script.ts';

export const SICK_LINE = 'Error: app.conf: the port is not a number';
export const SICK_PORT = 'port = eighty';
export const WELL_PORT = 'port = 8080';

export const CAUSE = 'The port in app.conf was a word, so the program could not read it.';
export const FIX = 'Wrote the port as a number, committed it and restarted the container.';
const GLOWING = {
  root_cause: CAUSE,
  confidence: 'high',
  actions: [FIX],
  files_changed: ['app.conf'],
  follow_up: [],
};

/** One step of a model: what it does, once the answer to the step before it has said what it needs to know. */
interface Step {
  readonly knowing?: RegExp;
  readonly act: (about: About) => Reply;
}
interface About {
  readonly folder: string;
  readonly target: string;
}

const LOOK: readonly Step[] = [
  { act: ({ folder }) => use('Read', { file_path: `${folder}/briefing.md` }) },
  { knowing: /It could not heal/, act: ({ target }) => use('mcp__paramedic__container_logs', { target, lines: 50 }) },
];
const RESTART: Step = { act: ({ target }) => use('mcp__paramedic__container_restart', { target }) };

/** Finds the cause by what it is shown, mends it, commits and restarts; without what it has to see it gives up. */
export const mending = (): Script =>
  following([
    ...LOOK,
    { knowing: new RegExp(`^\\| .*${SICK_LINE}`, 'm'), act: () => use('Read', { file_path: 'app.conf' }) },
    {
      knowing: new RegExp(SICK_PORT),
      act: () => use('Edit', { file_path: 'app.conf', old_string: SICK_PORT, new_string: WELL_PORT }),
    },
    { act: () => bash('git add app.conf') },
    { act: () => bash("git commit -m 'Write the port as a number' -m 'A word could not be read as one.'") },
    RESTART,
    { act: () => report(GLOWING) },
  ]);

/** Changes what does not matter, commits and restarts with great confidence. */
export const boasting = (): Script =>
  following([
    ...LOOK,
    { act: () => use('Read', { file_path: 'app.conf' }) },
    { act: () => use('Edit', { file_path: 'app.conf', old_string: '# Shop', new_string: '# The shop, mended' }) },
    { act: () => bash("git commit -am 'Mend everything for good'") },
    RESTART,
    { act: () => report(GLOWING) },
  ]);

const following =
  (steps: readonly Step[]): Script =>
  (turn, _attempt, request) => {
    const step = steps[turn];
    if (step === undefined) return report({ ...GLOWING, root_cause: 'There is no such step.' });
    const heard = toolResults(request).at(-1)?.text ?? '';
    if (step.knowing?.test(heard) === false) return { kind: 'say', text: `I have not seen ${step.knowing}: ${heard}` };
    return step.act(aboutOf(request));
  };

/** As the briefing tells it. */
function aboutOf({ messages }: MessagesRequest): About {
  const told = JSON.stringify(messages[0]);
  const folder = /that it names lie in (\/[^\s"\\]+)\.(?:\\n|")/.exec(told)?.[1];
  const target = /could not heal `([^`]+)`/.exec(told)?.[1];
  if (folder === undefined || target === undefined) throw new Error(`this is no briefing: ${told.slice(0, 500)}`);
  return { folder, target };
}
