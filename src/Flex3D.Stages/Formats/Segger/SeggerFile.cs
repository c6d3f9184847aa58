using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Maps;
using PureHDF;

namespace Flex3D.Stages.Formats.Segger;

/// <summary>Reads a segmentation of Segger (Pintilie et al. 2010, J. Struct. Biol. 170, 427), a .seg file of HDF5, as a map of labels.</summary>
/// <remarks>
/// The data set <c>mask</c> holds the region of each voxel, [z][y][x], 0 for none. Regions are grouped in a tree: <c>region_ids</c> and <c>parent_ids</c>
/// (0 for none) are lists of equal length. The segments that Segger shows are the roots, so a voxel's label is the number of its region's root. The
/// attribute <c>ijk_to_xyz_transform</c>, 3 × 4, leads from voxel (x, y, z) to Å; its scale is the voxel size.
/// </remarks>
public static class SeggerFile
{
    private const string Advice = "save the segmentation again in Segger, or write it as an MRC map of labels";

    /// <summary>True for the name of such a file.</summary>
    public static bool Is(string path) => string.Equals(Path.GetExtension(path), ".seg", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the labels: whole numbers, 0 for solvent; voxel size in Å.</summary>
    /// <exception cref="InputException">The file is no HDF5 file of Segger, has no regions, or is not of a cubic map.</exception>
    public static DensityMap Read(string path)
    {
        using var bytes = new MemoryStream(Storage.ReadAll(path));
        try
        {
            using var file = H5File.Open(bytes);
            return Labels(file, path);
        }
        catch (Exception fault) when (fault is not (InputException or OutOfMemoryException)) // the library throws exceptions of many types on damaged files
        {
            throw new InputException(path, null, $"no HDF5 file that can be read ({fault.Message})", "a segmentation of Segger", Advice, fault);
        }
    }

    private static DensityMap Labels(IH5Group file, string path)
    {
        foreach (string name in (string[])["mask", "region_ids", "parent_ids"])
        {
            if (!file.LinkExists(name))
            {
                throw new InputException(path, name, "no such data set", "a segmentation of Segger, which has mask, region_ids and parent_ids", Advice);
            }
        }
        IH5Dataset mask = file.Dataset("mask");
        ulong[] shape = mask.Space.Dimensions;
        if (shape is not [var nz, var ny, var nx] || nx != ny || ny != nz || nx > int.MaxValue)
        {
            throw new InputException(path, "mask", $"a shape of {string.Join(" × ", shape)}", "a cube of voxels, as the consensus map is", "segment the consensus map itself, not a part of it");
        }
        Dictionary<long, long> roots = Roots(Numbers(file.Dataset("region_ids"), path), Numbers(file.Dataset("parent_ids"), path), path);
        var map = new DensityMap((int)nx, VoxelSize(file, path));
        long[] regions = Numbers(mask, path);
        for (int i = 0; i < regions.Length; i++)
        {
            map.Values[i] = regions[i] == 0 ? 0 : roots.TryGetValue(regions[i], out long root)
                ? root
                : throw new InputException(path, "mask", $"region {regions[i]}", "one of the regions in region_ids", Advice);
        }
        return map;
    }

    private static Dictionary<long, long> Roots(long[] ids, long[] parents, string path)
    {
        if (ids.Length == 0 || ids.Length != parents.Length)
        {
            throw new InputException(path, "region_ids", $"{ids.Length} regions and {parents.Length} parents", "a region at least, and a parent (or 0) for each", Advice);
        }
        var parentOf = new Dictionary<long, long>();
        for (int i = 0; i < ids.Length; i++)
        {
            parentOf[ids[i]] = parents[i];
        }
        return parentOf.Keys.ToDictionary(id => id, Root);

        long Root(long id)
        {
            for (int steps = 0; parentOf.TryGetValue(id, out long parent); id = parent)
            {
                if (parent == 0)
                {
                    return id;
                }
                if (++steps > parentOf.Count)
                {
                    throw new InputException(path, "parent_ids", $"region {id} among its own parents", "a tree of regions", Advice);
                }
            }
            throw new InputException(path, "parent_ids", $"parent {id}", "0, or one of the regions in region_ids", Advice);
        }
    }

    private static double VoxelSize(IH5Group file, string path)
    {
        const string Name = "ijk_to_xyz_transform";
        if (!file.AttributeExists(Name))
        {
            throw new InputException(path, Name, "no such attribute", "the voxel size of the map that was segmented", Advice);
        }
        double[] m = file.Attribute(Name).Read<double[]>();
        bool scales = m.Length == 12 && m[0] > 0 && Math.Abs(m[5] / m[0] - 1) < 1e-3 && Math.Abs(m[10] / m[0] - 1) < 1e-3
            && ((int[])[1, 2, 4, 6, 8, 9]).All(i => Math.Abs(m[i]) < 1e-3 * m[0]);
        return scales ? m[0] : throw new InputException(path, Name, string.Join(", ", m.Select(v => v.ToString("G4", CultureInfo.InvariantCulture))), "the same voxel size along x, y and z, and axes that are not turned", "segment the consensus map as it is");
    }

    // All of a data set, as one list.
    private static long[] Numbers(IH5Dataset data, string path)
    {
        bool signed = data.Type.Class == H5DataTypeClass.FixedPoint && data.Type.FixedPoint.IsSigned;
        return (data.Type.Class, data.Type.Size) switch
        {
            (H5DataTypeClass.FixedPoint, 1) => [.. data.Read<byte[]>().Select(v => signed ? (long)(sbyte)v : v)],
            (H5DataTypeClass.FixedPoint, 2) => [.. data.Read<ushort[]>().Select(v => signed ? (long)(short)v : v)],
            (H5DataTypeClass.FixedPoint, 4) => [.. data.Read<uint[]>().Select(v => signed ? (long)(int)v : v)],
            (H5DataTypeClass.FixedPoint, 8) => data.Read<long[]>(),
            _ => throw new InputException(path, data.Name, $"values of class {data.Type.Class} and {data.Type.Size} bytes", "whole numbers", Advice),
        };
    }
}
