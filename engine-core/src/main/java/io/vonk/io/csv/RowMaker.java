package io.vonk.io.csv;

/** Makes what the user wants out of the rows of one file. Used by one thread. */
interface RowMaker {

    /**
     * Makes one.
     *
     * @throws BadValue if a value is not of its column's type
     * @throws Throwable whatever a record's constructor throws
     */
    Object make(RowBuffer row) throws Throwable;

    /** How many fields of a row, from the first on, it looks at. */
    int wantedFields();

    /** How many fields a row must have, or -1 if any number will do. */
    int expectedFields();

    /** Whether it makes something of every row with the right number of fields, so that counting need not try. */
    boolean takesAnyValues();
}
