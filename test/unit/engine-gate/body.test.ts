import { describe, expect, it } from '@jest/globals';
import { rewriteBody } from '../../../src/engine-gate/body.ts';

const sent = (rule: Parameters<typeof rewriteBody>[0], body: unknown) =>
  rewriteBody(rule, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));

describe('rewriteBody', () => {
  it('passes nothing on where nothing is asked for', () => {
    expect(sent('none', '{"t":10}')).toBe('');
  });

  it('lets a command through, and no right with it', () => {
    const asked = { Cmd: ['sh', '-c', 'true'], Privileged: true, User: 'root', Env: ['A=b'], AttachStdin: true };
    expect(JSON.parse(sent('command', asked) ?? '')).toEqual({
      AttachStdout: true,
      AttachStderr: true,
      Cmd: ['sh', '-c', 'true'],
    });
  });

  it.each([[{}], [{ Cmd: 'sh' }], [{ Cmd: ['sh', 1] }], ['["sh"]'], ['null'], ['no json'], ['']])(
    'takes no command out of %j',
    (body) => {
      expect(sent('command', body)).toBeUndefined();
    },
  );

  it('attaches to an exec whatever was asked', () => {
    expect(sent('attach', '{"Detach":true,"Tty":true}')).toBe('{"Detach":false,"Tty":false}');
  });

  it('writes JSON anew, so that the engine reads what the gate has read', () => {
    expect(sent('json', ' {"Image":"a", "Image":"b"} ')).toBe('{"Image":"b"}');
    expect(sent('json', '[1]')).toBeUndefined();
    expect(sent('json', '{"Image":')).toBeUndefined();
  });
});
