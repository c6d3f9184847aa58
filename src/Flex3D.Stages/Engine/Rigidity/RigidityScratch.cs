using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Engine.Rigidity;

/// <summary>The working memory of one worker for <see cref="RigidityEnergy"/>, grown on first use and then reused. Not for two threads at once.</summary>
public sealed class RigidityScratch
{
    private float[] _positions = [], _gradients = [];

    public RigidityScratch()
        : this(LaneWidths.Best) { }

    internal RigidityScratch(LaneWidth width)
    {
        if (!LaneWidths.IsSupported(width))
        {
            throw new PlatformNotSupportedException($"this processor has no vectors of {(int)width} floats");
        }
        Width = width;
    }

    internal LaneWidth Width { get; }

    /// <summary>One vector's worth of nine-element matrices, their rotations, two numbers and four corners' forces.</summary>
    internal float[] Lanes { get; } = new float[(9 + 9 + 2 + 16) * RigidityPlan.Group];

    /// <summary>[vertex][x, y, z, unused].</summary>
    internal float[] Positions(int vertexCount) => Grow(ref _positions, vertexCount);

    internal float[] Gradients(int vertexCount) => Grow(ref _gradients, vertexCount);

    /// <summary>Bytes held once the energy of a mesh and its gradient have been evaluated.</summary>
    internal static long BytesOf(int vertexCount) => sizeof(float) * 2 * 4L * vertexCount;

    private static float[] Grow(ref float[] array, int vertexCount)
    {
        if (array.Length < 4 * vertexCount)
        {
            array = new float[4 * vertexCount];
        }
        return array;
    }
}
