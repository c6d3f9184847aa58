using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Numerics;

namespace Flex3D.Simulator;

/// <summary>What an undisturbed run gives, computed with two loops.</summary>
internal sealed class Reference
{
    private readonly Scenario _scenario;
    private readonly ulong[] _models;
    private readonly int[] _first;

    public Reference(Scenario scenario)
    {
        _scenario = scenario;
        _first = new int[scenario.Phases.Length + 1];
        for (int phase = 0; phase < scenario.Phases.Length; phase++)
        {
            _first[phase + 1] = _first[phase] + scenario.Phases[phase];
        }
        _models = new ulong[_first[^1] + 1];
        _models[0] = 1;
        for (int phase = 0; phase < scenario.Phases.Length; phase++)
        {
            for (int step = 0; step < scenario.Phases[phase]; step++)
            {
                int at = _first[phase] + step;
                ulong sum = 0;
                for (int shard = 0; shard < scenario.Shards; shard++)
                {
                    sum = unchecked(sum + Gradient(phase, new ShardKey(step, shard), _models[at]));
                }
                _models[at + 1] = Update(_models[at], sum);
            }
        }
    }

    /// <summary>Steps of the whole run.</summary>
    public int Steps => _first[^1];

    /// <summary>The model at the run's end.</summary>
    public ulong Last => _models[^1];

    /// <summary>Steps of the run before this one.</summary>
    public int StepsBefore(int phase, long step) => _first[phase] + (int)step;

    /// <summary>The model that a step sees.</summary>
    public ulong Model(int phase, long step) => _models[StepsBefore(phase, step)];

    /// <summary>A shard's sums: any other model, step or shard gives others.</summary>
    public static ulong Gradient(int phase, ShardKey shard, ulong model) =>
        unchecked((model ^ ((ulong)phase << 40) ^ ((ulong)shard.Step << 20) ^ (ulong)shard.Shard) * 0x9E3779B97F4A7C15);

    /// <summary>The model after a step.</summary>
    public static ulong Update(ulong model, ulong sum) => unchecked(model * 6364136223846793005 + sum);

    /// <summary>Particles of a shard that are left out.</summary>
    public int Quarantined(int phase, ShardKey shard) => CounterRandom.Bits(_scenario.Seed, 99, (ulong)phase, (ulong)shard.Step, (ulong)shard.Shard) % 8 == 0 ? 1 : 0;

    /// <summary>Particles of the steps of a phase before <paramref name="step"/>.</summary>
    public LedgerTotals Totals(int phase, long step)
    {
        LedgerTotals totals = default;
        for (int s = 0; s < step; s++)
        {
            for (int shard = 0; shard < _scenario.Shards; shard++)
            {
                int left = Quarantined(phase, new ShardKey(s, shard));
                totals = new LedgerTotals(totals.Counted + _scenario.ShardSize - left, totals.Quarantined + left);
            }
        }
        return totals;
    }
}
