/** What the container is to us and to its engine. */
export type Place = 'ordinary' | 'own_container' | 'own_stack' | 'swarm_managed' | 'one_off' | 'one_shot_job';
