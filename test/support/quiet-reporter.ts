import { DefaultReporter, type TestCase, type TestModule, type TestModuleState } from 'vitest/node';

/** vitest's own reporter, which is silent on what passes. Failures stay whole, and a terminal shows what runs. */
export default class QuietReporter extends DefaultReporter {
  override printTestModule(testModule: TestModule): void {
    if (testModule.state() === 'failed') super.printTestModule(testModule);
  }

  override printTestCase(moduleState: TestModuleState, test: TestCase): void {
    if (test.result().state === 'failed') super.printTestCase(moduleState, test);
  }
}
