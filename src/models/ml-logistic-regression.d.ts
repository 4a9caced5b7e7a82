/** The part of the package's interface that is used; the package carries no types of its own. */
declare module 'ml-logistic-regression' {
  import type { Matrix } from 'ml-matrix';

  class LogisticRegression {
    static load(model: {
      readonly name: 'LogisticRegression';
      readonly numberClasses: number;
      readonly classifiers: { numSteps: number; learningRate: number; weights: null }[];
    }): LogisticRegression;

    readonly classifiers: {
      readonly weights: Matrix;
      train(features: Matrix, target: Matrix): void;
      testScores(features: Matrix): number[];
    }[];
  }

  export = LogisticRegression;
}
