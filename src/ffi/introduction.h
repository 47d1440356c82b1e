/*
 * hangtime: ends the calls nobody is in.
 */
