using System.Globalization;
using System.Text;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Results.ChimeraX;

/// <summary>Writes the motion as arrows for ChimeraX (BILD): each vertex of the mesh that carries density, from one end of the motion to the other.</summary>
public static class MotionArrows
{
    private const double Shortest = 0.05; // of the longest

    /// <param name="vertices">Rest positions of the vertices, Å from the box centre, [vertex][x, y, z].</param>
    /// <param name="from">Flow at one end of the motion, Å, same shape.</param>
    /// <param name="to">Flow at the other end, Å, same shape.</param>
    /// <param name="weights">Density at each vertex, ≥ 0; vertices with less than 2 % of the largest, and arrows shorter than 5 % of the longest, are left out.</param>
    /// <param name="offsetAngstrom">Added to each coordinate: (N/2)·a lays the arrows over a map whose first voxel is at 0.</param>
    public static void Write(string path, float[] vertices, float[] from, float[] to, float[] weights, double offsetAngstrom)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(from.Length, vertices.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(to.Length, vertices.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(3 * weights.Length, vertices.Length);
        float least = FlowArrowFigure.LeastDensity * weights.Append(0).Max();
        double[] lengths = [.. weights.Select((weight, v) => weight > least ? Length(v) : 0)];
        double longest = lengths.Append(0).Max(), thick = Math.Clamp(longest / 40, 0.15, 1);
        CultureInfo c = CultureInfo.InvariantCulture;
        var text = new StringBuilder(".comment the motion at the vertices of the mesh, from one end to the other, in Å\n.color 0.15 0.15 0.15\n");
        for (int v = 0; v < lengths.Length; v++)
        {
            if (longest > 0 && lengths[v] >= Shortest * longest)
            {
                text.Append(c, $".arrow {At(from, v)} {At(to, v)} {thick:0.##} {2.5 * thick:0.##} 0.7\n");
            }
        }
        DurableFile.WriteText(path, text.ToString());

        double Length(int v) => Math.Sqrt(Enumerable.Range(3 * v, 3).Sum(i => Math.Pow(to[i] - (double)from[i], 2)));
        string At(float[] flow, int v) => string.Join(' ', Enumerable.Range(3 * v, 3).Select(i => (vertices[i] + flow[i] + offsetAngstrom).ToString("0.###", c)));
    }
}
