/** Fuzz targets of segment files. */
package io.rafthold.log.chronicle;
