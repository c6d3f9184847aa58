using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Tests.Geometry;

/// <summary>Masks and meshes of known shape.</summary>
internal static class Shapes
{
    /// <summary>1 within an off-centre ellipsoid, with a two-voxel linear edge.</summary>
    public static DensityMap Ellipsoid(int box, double pixel, double fraction = 0.5)
    {
        var map = new DensityMap(box, pixel);
        double edge = box * pixel;
        for (int z = 0; z < box; z++)
        {
            for (int y = 0; y < box; y++)
            {
                for (int x = 0; x < box; x++)
                {
                    double dx = ((x - box / 2) * pixel - 0.03 * edge) / (0.45 * edge), dy = (y - box / 2) * pixel / (0.35 * edge), dz = (z - box / 2) * pixel / (0.3 * edge);
                    double r = Math.Sqrt(dx * dx + dy * dy + dz * dz) / (2 * fraction);
                    map[z, y, x] = (float)Math.Clamp((1 - r) * box / 6 + 0.5, 0, 1);
                }
            }
        }
        return map;
    }

    /// <summary>A regular mesh whose inner vertices are shaken by up to a fifth of the cube edge: irregular, yet still filling its hull.</summary>
    public static TetrahedralMesh Irregular(DensityMap mask, int across)
    {
        TetrahedralMesh mesh = MeshBuilder.BuildRegular(mask, null, new MeshOptions { CellsAcrossBox = across });
        double h = mask.Box * mask.PixelSizeAngstrom / across;
        for (int i = 0; i < mesh.Vertices.Length; i++)
        {
            mesh.Vertices[i] += (float)(h * 0.2 * (CounterRandom.Uniform(5, 0, 0, (ulong)i, 0) - 0.5));
        }
        return mesh;
    }

    /// <summary>Position of a voxel as its binding interpolates it.</summary>
    public static (double X, double Y, double Z) Interpolate(TetrahedralMesh mesh, VoxelBinding binding, int voxel)
    {
        double x = 0, y = 0, z = 0;
        for (int k = 0; k < 4; k++)
        {
            int v = mesh.Cells[4 * binding.Cells[voxel] + k];
            float b = binding.Barycentric[4 * voxel + k];
            (x, y, z) = (x + b * mesh.Vertices[3 * v], y + b * mesh.Vertices[3 * v + 1], z + b * mesh.Vertices[3 * v + 2]);
        }
        return (x, y, z);
    }

    /// <summary>A path in a temporary folder of this test run.</summary>
    public static string Temporary(string name)
    {
        string folder = Path.Combine(Path.GetTempPath(), "flex3d-tests", Environment.ProcessId.ToString());
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, name);
    }
}
