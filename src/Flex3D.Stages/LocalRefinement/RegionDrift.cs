using Flex3D.Stages.Geometry;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.LocalRefinement;

/// <summary>Takes out of the poses of a half-set what all its particles have in common: a turn and a shift of the region's map, of which the images say nothing.</summary>
/// <remarks>
/// A region's map may turn and shift as a whole if every pose turns and shifts back. Left alone, the maps of the two half-sets drift apart, and their correlation falls although both become sharper. With the rows
/// N of A exp[ω] the common shift d minimises Σ|t − N d|², the common turn is the mean m of ω; then exp[ω] becomes exp[ω] exp[−m], and t becomes t − N d. Nothing passes from one half-set to the other.
/// </remarks>
internal static class RegionDrift
{
    private const int Block = 1024;

    /// <param name="table">The particles, with the given poses.</param>
    /// <param name="state">Their state, which has the turns from these poses.</param>
    /// <param name="halves">Half-set of each particle, 1 or 2.</param>
    public static void Remove(RegionPoses poses, ParticleTable table, IParticleState state, ReadOnlySpan<byte> halves)
    {
        Span<double> offset = stackalloc double[OwnState.OffsetLength];
        double[] turns = new double[6], right = new double[6], normal = new double[18];
        int[] counts = new int[2];
        var block = new Given(table, state);
        for (int p = 0; p < poses.Count; p++)
        {
            int half = halves[p] - 1;
            poses.Read(p, offset);
            Rotation turned = block.Of(p).Times(Rotation.FromVector(offset[0], offset[1], offset[2]));
            ReadOnlySpan<double> rows = [turned.M00, turned.M01, turned.M02, turned.M10, turned.M11, turned.M12];
            counts[half]++;
            for (int i = 0; i < 3; i++)
            {
                turns[3 * half + i] += offset[i];
                right[3 * half + i] += rows[i] * offset[3] + rows[3 + i] * offset[4];
                for (int j = 0; j < 3; j++)
                {
                    normal[9 * half + 3 * i + j] += rows[i] * rows[j] + rows[3 + i] * rows[3 + j];
                }
            }
        }
        for (int half = 0; half < 2; half++)
        {
            if (!SmallCholesky.Factor(normal.AsSpan(9 * half, 9), 3))
            {
                return; // all from one direction, of which no shift in space follows
            }
            SmallCholesky.Solve(normal.AsSpan(9 * half, 9), 3, right.AsSpan(3 * half, 3));
        }
        for (int p = 0; p < poses.Count; p++)
        {
            int half = halves[p] - 1, count = counts[half];
            poses.Read(p, offset);
            var turn = Rotation.FromVector(offset[0], offset[1], offset[2]);
            (double x, double y, _) = block.Of(p).Times(turn).Apply(right[3 * half], right[3 * half + 1], right[3 * half + 2]);
            (offset[0], offset[1], offset[2]) = turn.Times(Rotation.FromVector(-turns[3 * half] / count, -turns[3 * half + 1] / count, -turns[3 * half + 2] / count)).ToVector();
            (offset[3], offset[4]) = (offset[3] - x, offset[4] - y);
            poses.Write(p, offset);
        }
    }

    // The orientations of which the rigid maps were made, read in blocks.
    private sealed class Given(ParticleTable table, IParticleState state)
    {
        private readonly Particle[] _rows = new Particle[Block];
        private readonly int[] _numbers = new int[Block];
        private readonly ParticleBlock _state = new(state.Layout, Block);
        private int _first = -1;

        public Rotation Of(int particle)
        {
            int first = particle / Block * Block;
            if (first != _first)
            {
                int count = Math.Min(Block, table.Count - first);
                for (int i = 0; i < count; i++)
                {
                    _numbers[i] = first + i;
                }
                table.Read(_numbers.AsSpan(0, count), _rows.AsSpan(0, count));
                state.Read(first, count, _state);
                _first = first;
            }
            ReadOnlySpan<float> turn = Turn(particle - first);
            return turn.IsEmpty ? _rows[particle - first].Rotation : _rows[particle - first].Rotation.Times(Rotation.FromVector(turn[0], turn[1], turn[2]));
        }

        private ReadOnlySpan<float> Turn(int row) => state.Layout.Find(ParticleColumns.Turn) < 0 ? [] : _state.Column(ParticleColumns.Turn).Slice(3 * row, 3);
    }
}
