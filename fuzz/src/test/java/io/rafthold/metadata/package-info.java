/** Fuzz targets of group 0's entries. */
package io.rafthold.metadata;
