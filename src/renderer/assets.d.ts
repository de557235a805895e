/** Style sheets are built in for their effect. */
declare module "*.css";
