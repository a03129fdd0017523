/** Fuzz targets of the client's way in. */
package io.rafthold.client;
