using Flex3D.Stages.Model;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Training;

/// <summary>Begins a training with what an earlier one has learned, perhaps with more latent coordinates.</summary>
/// <remarks>
/// The earlier coordinates come first, with their weights. A further coordinate is 0 for every particle and begins with the random weights that a first training begins with: every flow, f(z) with z_k = 0,
/// is bit for bit what it was, and the search for latents can find at once whether moving along the coordinate helps. With weights of 0 it never could.
/// </remarks>
public static class ContinuedState
{
    /// <summary>Copies an earlier state; epochs and their records begin anew.</summary>
    /// <param name="earlier">The earlier state, of the same mesh, images and network but for K.</param>
    /// <param name="state">A state before its first epoch, with initial weights; its optimisers are of the same kind, or begin anew.</param>
    /// <param name="options">Whether poses and defocus values are re-estimated; where they are to be decided, as the earlier training decided.</param>
    /// <param name="network">The network of <paramref name="state"/>.</param>
    /// <param name="sameOptimizer">Whether the optimisers are of the same kind, and go on.</param>
    public static void Begin(TrainingState earlier, TrainingState state, TrainingOptions options, FlowNetwork network, bool sameOptimizer)
    {
        int before = earlier.Particles.Layout.LatentDimension, now = state.Particles.Layout.LatentDimension;
        ArgumentOutOfRangeException.ThrowIfLessThan(now, before, nameof(state));
        CopyFlow(earlier.Flow, state.Flow);
        earlier.Occupancy.CopyTo(state.Occupancy, 0);
        if (sameOptimizer)
        {
            CopyFlow(earlier.FlowOptimizer.First, state.FlowOptimizer.First);
            CopyFlow(earlier.FlowOptimizer.Second, state.FlowOptimizer.Second);
            earlier.OccupancyOptimizer.First.CopyTo(state.OccupancyOptimizer.First, 0);
            earlier.OccupancyOptimizer.Second.CopyTo(state.OccupancyOptimizer.Second, 0);
            (state.FlowOptimizer.Steps, state.OccupancyOptimizer.Steps) = (earlier.FlowOptimizer.Steps, earlier.OccupancyOptimizer.Steps);
        }
        earlier.Map.CopyTo(state.Map, 0);
        earlier.RigidMap.CopyTo(state.RigidMap, 0);
        earlier.MapPower.CopyTo(state.MapPower, 0);
        earlier.RigidMapPower.CopyTo(state.RigidMapPower, 0);
        (state.FlowExponent, state.MapExponent) = (earlier.FlowExponent, earlier.MapExponent);
        Widen(earlier.Centres, before, state.Centres, now);
        state.ActiveLatents = now > before ? now : earlier.ActiveLatents;
        state.ContrastSpread = earlier.ContrastSpread;
        (state.TurnSpread, state.ShiftSpread) = (earlier.TurnSpread, earlier.ShiftSpread);
        (state.RigidTurnSpread, state.RigidShiftSpread) = (earlier.RigidTurnSpread, earlier.RigidShiftSpread);
        state.RefinesPoses = options.RefinesPoses ?? earlier.RefinesPoses;
        state.RefinesDefocus = options.RefinesDefocus ?? earlier.RefinesDefocus;
        state.DefocusSpread = options.RefinesDefocus != false && earlier.DefocusSpread > 0 ? earlier.DefocusSpread : state.DefocusSpread;
        ParticleColumn[] given = [.. state.RefinesPoses ? (ParticleColumn[])[] : [ParticleColumns.Turn, ParticleColumns.Shift], .. state.RefinesDefocus ? (ParticleColumn[])[] : [ParticleColumns.DefocusChange]];
        CopyParticles(earlier.Particles, state.Particles, given);

        // The weights of the first layer have a row for each coordinate, before everything else.
        void CopyFlow(float[] from, float[] to)
        {
            if (from.Length > 0)
            {
                int first = before * network.HiddenStride, added = (now - before) * network.HiddenStride;
                from.AsSpan(0, first).CopyTo(to);
                from.AsSpan(first).CopyTo(to.AsSpan(first + added));
            }
        }
    }

    // In a column whose width depends on K (rows of K numbers, or of a packed lower triangle) the numbers of the earlier coordinates come first.
    private static void CopyParticles(ParticleState earlier, ParticleState state, ParticleColumn[] leftOut)
    {
        const int Block = 4096;
        for (int first = 0; first < state.Count; first += Block)
        {
            int count = Math.Min(Block, state.Count - first);
            var block = new ParticleBlock(earlier.Layout, count);
            earlier.Read(first, count, block);
            foreach (ParticleColumn column in state.Layout.Columns.Except(leftOut))
            {
                float[] values = new float[count * state.Layout.WidthOf(column)];
                Widen(block.Column(column), earlier.Layout.WidthOf(column), values, state.Layout.WidthOf(column));
                state.Restore(column, first, values);
            }
        }
    }

    private static void Widen(ReadOnlySpan<float> rows, int before, Span<float> wide, int now)
    {
        for (int row = 0; row < rows.Length / before; row++)
        {
            rows.Slice(row * before, before).CopyTo(wide[(row * now)..]);
        }
    }
}
