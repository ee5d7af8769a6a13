import { writeFileSync } from "node:fs";

function countTests(suite, counts) {
  for (const test of suite.tests) {
    if (test.skipped) counts.skipped += 1;
    else if (test.passed) counts.passed += 1;
    else counts.failed += 1;
  }
  for (const child of suite.suites) countTests(child, counts);
}

/** Tests of one test file in one browser; a file that failed without a failed test (it did not load) counts as one. */
function countSession(session) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  if (session.testResults) countTests(session.testResults, counts);
  if (!session.passed && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** Adds up the results of a test run. */
export function countResults(sessions) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const session of sessions) {
    const counts = countSession(session);
    for (const key of Object.keys(total)) total[key] += counts[key];
  }
  return total;
}

/** A reporter for @web/test-runner that writes the counts of the run as JSON to `file`. */
export function countReporter(file) {
  return {
    onTestRunFinished({ sessions }) {
      writeFileSync(file, JSON.stringify(countResults([...sessions])));
    },
  };
}
