using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;

namespace Flex3D.Pipeline.Steps.Deform;

/// <summary>Finds the origin of an atomic model's coordinates: the box centre, or the first voxel, as for a model fitted to a map in ChimeraX or Coot.</summary>
internal static class ModelFrame
{
    private const int MostSampled = 2000;

    /// <summary>Returns the length, Å, to subtract from every coordinate so that the box centre becomes the origin.</summary>
    /// <param name="model">The model of motion; its mesh covers the molecule.</param>
    /// <param name="positions">[atom][x, y, z] as in the file.</param>
    /// <param name="origin">The origin that the user chose; <see cref="ModelOrigin.Auto"/> takes the frame in which more atoms lie inside the mesh, and the centre if both have as many.</param>
    public static double Offset(FlexModel model, double[] positions, ModelOrigin origin)
    {
        double corner = model.Box / 2 * model.PixelSizeAngstrom;
        return origin switch
        {
            ModelOrigin.Centre => 0,
            ModelOrigin.Corner => corner,
            _ => Inside(corner) > Inside(0) ? corner : 0,
        };

        int Inside(double offset)
        {
            var locator = new PointLocator(model.Mesh);
            int atoms = positions.Length / 3, step = Math.Max(1, atoms / MostSampled), inside = 0;
            for (int a = 0; a < atoms; a += step)
            {
                inside += locator.Locate(positions[3 * a] - offset, positions[3 * a + 1] - offset, positions[3 * a + 2] - offset).Inside ? 1 : 0;
            }
            return inside;
        }
    }
}
