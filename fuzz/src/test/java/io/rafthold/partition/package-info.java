/** Fuzz targets of replicas' formats. */
package io.rafthold.partition;
