using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Motion;

/// <summary>The frame of the principal coordinates: it gives any flow its coordinates along the components of the motion, in Å.</summary>
/// <remarks>
/// Coordinate c of a flow f is Σ_v w_v (f_v − mean_v)·a_cv, w_v the share of the density at vertex v and a_c the component, a displacement of 1 Å
/// RMS over the molecule. The coordinates of the particles have mean 0, decreasing variance and no correlation, and do not depend on
/// the layout of the latents: two models of the same motion give the same. Thread-safe.
/// </remarks>
public sealed class PrincipalFrame
{
    private readonly float[][] _axes; // times the share of each vertex
    private readonly double[] _origins;

    // axes: unit vectors of the space weighted with root, the root of each vertex's share; their signs are changed to the convention.
    internal PrincipalFrame(float[][] axes, double[] root, float[] mean, float[] vertices)
    {
        _axes = new float[axes.Length][];
        for (int c = 0; c < axes.Length; c++)
        {
            float sign = Sign(axes[c], root, vertices);
            float[] axis = axes[c];
            for (int k = 0; k < axis.Length; k++)
            {
                axis[k] *= sign;
            }
            _axes[c] = [.. axis.Select((value, k) => (float)(value * root[k / 3]))];
        }
        _origins = [.. _axes.Select(axis => VectorMath.Dot(mean, axis))];
    }

    /// <summary>The number of components.</summary>
    public int Count => _axes.Length;

    /// <summary>Returns the coordinate of a flow along a component, Å RMS over the molecule.</summary>
    /// <param name="flow">[vertex][x, y, z], Å.</param>
    /// <param name="component">Number of the component, from 0.</param>
    public double Coordinate(ReadOnlySpan<float> flow, int component) => VectorMath.Dot(flow, _axes[component]) - _origins[component];

    /// <summary>Returns what a flow is multiplied with for its coordinate along a component, [vertex][x, y, z].</summary>
    internal ReadOnlySpan<float> Axis(int component) => _axes[component];

    /// <summary>Returns what is subtracted from that product.</summary>
    internal double Origin(int component) => _origins[component];

    /// <summary>Moves the origin of a component, so that its coordinates have another mean.</summary>
    internal void MoveOrigin(int component, double by) => _origins[component] += by;

    // The sign of a component is arbitrary. The largest of twelve moments of its displacement, the mean and the nine first moments
    // about the box centre, is made positive: no single vertex decides, so runs agree.
    private static float Sign(float[] axis, double[] root, float[] vertices)
    {
        Span<double> moments = stackalloc double[12];
        moments.Clear();
        double square = 0;
        for (int v = 0; v < root.Length; v++)
        {
            for (int along = 0; along < 3; along++)
            {
                double displaced = root[v] * axis[3 * v + along], at = vertices[3 * v + along];
                square += root[v] * root[v] * at * at;
                moments[along] += displaced;
                for (int across = 0; across < 3; across++)
                {
                    moments[3 + 3 * along + across] += displaced * vertices[3 * v + across];
                }
            }
        }
        double radius = square > 0 ? Math.Sqrt(square) : 1, largest = 0;
        for (int i = 0; i < moments.Length; i++)
        {
            double moment = i < 3 ? moments[i] : moments[i] / radius;
            largest = Math.Abs(moment) > Math.Abs(largest) ? moment : largest;
        }
        return largest < 0 ? -1 : 1;
    }
}
