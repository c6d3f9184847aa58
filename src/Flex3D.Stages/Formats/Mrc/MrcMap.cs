using System.Globalization;
using System.Runtime.InteropServices;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Formats;

/// <summary>Reads and writes density maps as MRC2014.</summary>
public static class MrcMap
{
    /// <summary>Reads a cubic map (plain, gzip or bzip2; any mode, byte order and axis order).</summary>
    /// <param name="pixelSizeAngstrom">Voxel edge, Å, in place of the header's.</param>
    /// <remarks>
    /// The voxel edge is cell / intervals. Where that is empty or absurd (outside 0.01-1000 Å) along any axis it is 1 Å, the
    /// convention of programs that leave the cell empty. File origin and start are dropped: the box centre is the frame's origin.
    /// </remarks>
    /// <exception cref="InputException">The file is not an MRC file; the map is not cubic; the cell is not orthogonal; voxel edges differ by over 1 %; or a voxel is not a finite number.</exception>
    public static DensityMap Read(string path, double? pixelSizeAngstrom = null) => Read(path, pixelSizeAngstrom, out _);

    /// <summary>Reads a cubic map as <see cref="Read(string, double?)"/> does, and what its header states about its grid.</summary>
    public static DensityMap Read(string path, double? pixelSizeAngstrom, out MrcMapFrame frame)
    {
        MrcVolume volume = MrcVolume.Read(path);
        if (volume.SizeX != volume.SizeY || volume.SizeX != volume.SizeZ)
        {
            throw new InputException(path, null, $"{volume.SizeX} x {volume.SizeY} x {volume.SizeZ} voxels (x, y, z)", "a cubic map", "pad or crop it to a cube");
        }
        CheckAngle(path, volume.CellAngles.Alpha);
        CheckAngle(path, volume.CellAngles.Beta);
        CheckAngle(path, volume.CellAngles.Gamma);
        for (int i = 0; i < volume.Values.Length; i++)
        {
            if (!float.IsFinite(volume.Values[i]))
            {
                int n = volume.SizeX;
                throw new InputException(path, $"voxel x={i % n}, y={i / n % n}, z={i / n / n}", volume.Values[i].ToString(CultureInfo.InvariantCulture), "finite densities", "repair the map, for example by setting such voxels to 0");
            }
        }
        double? edge = pixelSizeAngstrom is null ? VoxelEdge(path, volume.VoxelAngstrom) : null;
        frame = new MrcMapFrame(edge, volume.FirstVoxelAngstrom);
        return new DensityMap(volume.SizeX, pixelSizeAngstrom ?? edge ?? 1, volume.Values);
    }

    /// <summary>Writes a map as mode 2, little-endian, ISPG 1, with its statistics; a half-written file never appears under the name.</summary>
    public static void Write(string path, DensityMap map, string label) => DurableFile.Write(path, stream => Write(stream, map, label));

    /// <summary>Writes a map to a stream, with the bytes that <see cref="Write(string, DensityMap, string)"/> gives a file.</summary>
    public static void Write(Stream stream, DensityMap map, string label)
    {
        var statistics = new MrcStatistics();
        long plane = (long)map.Box * map.Box;
        for (int z = 0; z < map.Box; z++)
        {
            statistics.Add(map.Values.AsSpan((int)(z * plane), (int)plane));
        }
        Span<byte> header = stackalloc byte[MrcHeader.Bytes];
        MrcHeaderWriter.Fill(header, map.Box, map.Box, isVolume: true, map.PixelSizeAngstrom, statistics, label);
        stream.Write(header);
        for (int z = 0; z < map.Box; z++)
        {
            stream.Write(MemoryMarshal.AsBytes(map.Values.AsSpan((int)(z * plane), (int)plane)));
        }
    }

    private static void CheckAngle(string path, double degrees)
    {
        if (degrees != 0 && !(Math.Abs(degrees - 90) < 0.1))
        {
            throw new InputException(path, "header words 14-16 (cell angles)", string.Create(CultureInfo.InvariantCulture, $"{degrees} degrees"), "an orthogonal cell (90 degrees)", "resample the map on a cubic grid");
        }
    }

    // Returns null where the header does not say.
    private static double? VoxelEdge(string path, (double X, double Y, double Z) edge)
    {
        if (edge.X == 0 || edge.Y == 0 || edge.Z == 0)
        {
            return null;
        }
        double most = Math.Max(edge.X, Math.Max(edge.Y, edge.Z)), least = Math.Min(edge.X, Math.Min(edge.Y, edge.Z));
        if (most > 1.01 * least)
        {
            throw new InputException(path, "header words 8-13 (intervals and cell)", string.Create(CultureInfo.InvariantCulture, $"voxels of {edge.X:g6} x {edge.Y:g6} x {edge.Z:g6} angstrom"), "cubic voxels", "resample the map, or give its voxel size with inputs.mapPixelSize");
        }
        return edge.X;
    }
}

/// <summary>What the header of a map states about its grid.</summary>
/// <param name="PixelSizeAngstrom">Voxel edge, Å; null where the header does not say, or where another was given.</param>
/// <param name="FirstVoxelAngstrom">Place of the first voxel, Å, which reading drops.</param>
public readonly record struct MrcMapFrame(double? PixelSizeAngstrom, (double X, double Y, double Z) FirstVoxelAngstrom);
