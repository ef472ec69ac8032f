/** The data sources of provisioning/datasources, by the uids given there. */
export const PROMETHEUS = { type: 'prometheus', uid: 'prometheus' };
export const POSTGRES = { type: 'grafana-postgresql-datasource', uid: 'postgres' };
