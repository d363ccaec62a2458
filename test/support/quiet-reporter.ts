import { DefaultReporter, type TestModule } from 'vitest/node';

/** vitest's own reporter, which is silent on a file that passes. Failures stay whole, and a terminal shows what runs. */
export default class QuietReporter extends DefaultReporter {
  override printTestModule(testModule: TestModule): void {
    if (testModule.state() === 'failed') super.printTestModule(testModule);
  }
}
