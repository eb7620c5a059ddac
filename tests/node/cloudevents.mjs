// Reads events as any subscriber with the CloudEvents library would, strictly, and says what it read.
import { readFileSync } from "node:fs";
import { CloudEvent, HTTP } from "cloudevents";

const events = JSON.parse(readFileSync(process.argv[2], "utf8"));
const read = events.map((event) => {
  const strict = new CloudEvent(event, true);
  strict.validate();
  const structured = HTTP.structured(strict);
  const again = HTTP.toEvent(structured);
  return { id: again.id, type: again.type, sequence: again.sequence, data: again.data };
});
process.stdout.write(JSON.stringify(read));
