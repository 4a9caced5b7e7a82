import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './style.css';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { exampleQueries } from './example-queries.js';

async function fetcher(operation) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(operation),
  });
  return response.json();
}

/** Midnight in UTC, a day ago: a moment that the flights' history covers. */
function yesterday() {
  return `${new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)}T00:00:00Z`;
}

createRoot(document.getElementById('console')).render(
  <GraphiQL fetcher={fetcher} defaultTabs={exampleQueries(yesterday())} isHeadersEditorEnabled={false}>
    <GraphiQL.Logo>
      <span className="asof-logo">Asof</span>
    </GraphiQL.Logo>
  </GraphiQL>,
);
