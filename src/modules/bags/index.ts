// Door of the module of bags.
export { bag } from './bag-part.ts';
export type { Bag, GoodsChange, GoodsItem } from './bag-rules.ts';
export { addGold, addItem, changeBag, contentOf, countOf, goldOf } from './bag-rules.ts';
export type { GoodsAnswer } from './bags.failures.ts';
export { bagsModule } from './bags.module.ts';
export { bagTables } from './bags.tables.ts';
export type { Goods, GoodsCaller, GoodsGift, GoodsShare } from './goods.ts';
export { goods, goodsOf } from './goods.ts';
