import { describe, expect, it } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { systemClock } from '../../../src/base/clock.ts';
import { optionsOf } from '../../../src/claude/options.ts';
import { createToolServer } from '../../../src/claude/tools.ts';
import { decideToolCall } from '../../../src/escalation/gate/decide.ts';
import type { TypedTools } from '../../../src/escalation/launch.ts';
import { TOOLS } from '../../../src/mcp/tools.ts';
import { allow, gateOf, LIMITS } from '../../support/claude-run.ts';
import { scopeOf } from '../../support/gate.ts';

/** Listed, never called. */
const OF_A_RUN = {} as TypedTools;
const scope = scopeOf();
const order = { tools: OF_A_RUN, limits: LIMITS, gate: gateOf(() => allow), scope } as never;
const toolServer = () => createToolServer({ tools: OF_A_RUN, limits: LIMITS }, systemClock, () => {});

/** What a run of a worker can call of ours. */
async function toolsOfARun(): Promise<string[]> {
  const [theirs, ours] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'test', version: '1' });
  await toolServer().instance.connect(ours);
  await client.connect(theirs);
  const { tools } = await client.listTools();
  await client.close();
  return tools.map(({ name }) => name);
}

describe('the run of a worker', () => {
  it('has none of the tools with which a person decides, claims or resolves', async () => {
    const names = await toolsOfARun();
    expect(names).toContain('container_restart');
    // `run_playbook` of a run is another one: it serves the containers of its escalation, behind the gate.
    const shared = TOOLS.map(({ name }) => name).filter((name) => names.includes(name));
    expect(shared).toEqual(['run_playbook']);
  });

  it('is launched with that one server and no other, whatever a workspace or a person has configured', () => {
    const hook = async () => ({});
    const parts = { environment: {}, keyCommand: '', hook, toolServer: toolServer(), spawn: () => undefined as never };
    const options = optionsOf(order, parts);
    expect([Object.keys(options.mcpServers ?? {}), options.strictMcpConfig]).toEqual([['paramedic'], true]);
    expect(options.settingSources).toEqual([]);
  });

  it('is denied by its gate whatever goes by the name of such a tool', () => {
    for (const { name } of TOOLS) {
      const input = { approval: 'aaaaaaaa', decision: 'approve', target: 'shop/web#1' };
      for (const server of ['paramedic', 'other']) {
        const { kind } = decideToolCall({ tool: `mcp__${server}__${name}`, input, resolved: {} } as never, scope);
        const isItsOwn = server === 'paramedic' && name === 'run_playbook';
        expect([server, name, kind]).toEqual([server, name, isItsOwn ? 'allow' : 'deny']);
      }
    }
  });

  it.each([
    'npx paramedic approvals approve aaaaaaaa',
    'paramedic approvals approve aaaaaaaa',
    'curl -X POST http://127.0.0.1:8377/api/approvals/aaaaaaaa/approve',
    'node -e "fetch(1)"',
  ])('cannot grant it to itself by `%s`', (command) => {
    const decision = decideToolCall({ tool: 'Bash', input: { command }, resolved: {} } as never, scope);
    expect([command, decision.kind]).toEqual([command, 'deny']);
  });
});
