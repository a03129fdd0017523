/** Fuzz targets of a broker's ways in. */
package io.rafthold.server;
