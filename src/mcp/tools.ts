import type { Tool } from './tool.ts';
import { APPROVAL_TOOLS } from './tools-of-approvals.ts';
import { CONTAINER_TOOLS } from './tools-of-containers.ts';
import { ESCALATION_TOOLS } from './tools-of-escalations.ts';
import { INCIDENT_TOOLS } from './tools-of-incidents.ts';

/** All that an interactive session may use. */
export const TOOLS: readonly Tool[] = [...INCIDENT_TOOLS, ...ESCALATION_TOOLS, ...CONTAINER_TOOLS, ...APPROVAL_TOOLS];
