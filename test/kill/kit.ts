export { Random } from "../simulator/random.ts";
export { judge, modelOf } from "./judge.ts";
export { newTable, RandomOperations } from "./random-operations.ts";
