/** Fuzz targets of the log's small files. */
package io.rafthold.log;
