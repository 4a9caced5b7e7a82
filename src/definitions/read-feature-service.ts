import { AsofError } from '../errors/asof-error.js';
import { parseFeatureReference } from './feature-reference.js';
import type { FeatureReference, FeatureService } from './model.js';
import { problemAt } from './places.js';
import type { TypeReading } from './type-reading.js';
import { refuseFields, textArgument, textsArgument } from './type-reading.js';

/** Reads a `@featureService`: references to features, in the order in which they will be seen. */
export function readFeatureService(type: TypeReading): FeatureService {
  const { name, description, arguments: values, reading } = type;
  refuseFields(type);
  const features = textsArgument(values, 'features').flatMap((text, index): FeatureReference[] => {
    try {
      return [parseFeatureReference(text)];
    } catch (error) {
      if (!(error instanceof AsofError)) throw error;
      const place = reading.locations.get(`${name}(features)[${index}]`);
      reading.problems.push(problemAt(place, { code: 'DEFINITION_INVALID', message: error.message }));
      return [];
    }
  });
  return { kind: 'FeatureService', name, description, features, labels: textArgument(values, 'labels') };
}
