using System.Collections;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;

namespace Flex3D.Simulator;

/// <summary>The sums of one shard.</summary>
internal sealed class IntegerBuffer
{
    public ulong Gradient { get; set; }
}

/// <summary>Work in integers: any shard lost, doubled or seen with another model changes the last bit of the result.</summary>
internal class IntegerProgram(Scenario scenario, Reference reference, Defect defect) : IShardProgram<IntegerBuffer>
{
    private const string Section = "state";
    private ulong _sum;
    private ulong _before;
    private BitArray _reduced = new(scenario.Shards);

    /// <summary>The phase under way.</summary>
    public int Phase { get; private set; }

    /// <summary>The model now.</summary>
    public ulong Model { get; private set; } = 1;

    /// <summary>Set for good when something that must hold does not.</summary>
    public string? Violation { get; private set; }

    public IReadOnlyList<StepPlan> Steps { get; private set; } = [];

    public int Reduced { get; private set; }

    /// <summary>Goes to a phase, with no step of it begun.</summary>
    public void BeginPhase(int phase)
    {
        Phase = phase;
        Steps = [.. Enumerable.Range(0, scenario.Phases[phase]).Select(step => StepPlan.Cut(step, scenario.Shards * scenario.ShardSize, scenario.ShardSize))];
    }

    public virtual void Begin(long step)
    {
        (_sum, Reduced) = (0, 0);
        _reduced.SetAll(false);
    }

    public void Read(ShardKey shard, IntegerBuffer buffer)
    {
    }

    public int Prepare(ShardKey shard, IntegerBuffer buffer) => reference.Quarantined(Phase, shard);

    public void Infer(ShardKey shard, IntegerBuffer buffer, int worker)
    {
    }

    public void Accumulate(ShardKey shard, IntegerBuffer buffer, int worker) => buffer.Gradient = Reference.Gradient(Phase, shard, Model);

    public void Reduce(ShardKey shard, IntegerBuffer buffer)
    {
        if (_reduced[shard.Shard])
        {
            Fail($"{shard} is counted twice");
        }
        if (buffer.Gradient != Reference.Gradient(Phase, shard, reference.Model(Phase, shard.Step)))
        {
            Fail($"the sums of {shard} were made with another model");
        }
        _reduced[shard.Shard] = true;
        _sum = unchecked(_sum + buffer.Gradient);
        Reduced++;
    }

    /// <summary>Counts a shard whose gradient is in a sum.</summary>
    public void ReduceRows(ShardKey shard)
    {
        if (_reduced[shard.Shard])
        {
            Fail($"{shard} is counted twice");
        }
        _reduced[shard.Shard] = true;
        Reduced++;
    }

    /// <summary>Adds the sum of the gradients of shards.</summary>
    public void AddSum(IReadOnlyList<ShardKey> shards, ulong sum)
    {
        ulong right = 0;
        foreach (ShardKey shard in shards)
        {
            right = unchecked(right + Reference.Gradient(Phase, shard, reference.Model(Phase, shard.Step)));
        }
        if (sum != right)
        {
            Fail($"the sum of {string.Join(", ", shards)} was made of other shards, or with another model");
        }
        _sum = unchecked(_sum + sum);
    }

    public virtual void Commit(long step)
    {
        if (!_reduced.HasAllSet())
        {
            Fail($"step {step} is committed with {Reduced} of {scenario.Shards} shards");
        }
        _before = Model;
        Model = Reference.Update(Model, _sum);
        (_sum, Reduced) = (0, 0);
        _reduced.SetAll(false);
    }

    /// <summary>What a checkpoint holds of it.</summary>
    public CheckpointSection ToSection()
    {
        ulong[] state = new ulong[4 + (scenario.Shards + 63) / 64];
        state[0] = (ulong)Phase;
        state[1] = defect == Defect.SavesTheModelBefore ? _before : Model;
        state[2] = defect == Defect.SavesWithoutSums ? 0 : _sum;
        state[3] = (ulong)Reduced;
        for (int shard = 0; shard < scenario.Shards; shard++)
        {
            state[4 + shard / 64] |= _reduced[shard] ? 1UL << (shard % 64) : 0;
        }
        return CheckpointSection.Array<ulong>(Section, state);
    }

    /// <summary>Goes to where a checkpoint was written.</summary>
    public void Restore(CheckpointReader checkpoint)
    {
        ulong[] state = checkpoint.Array<ulong>(Section);
        BeginPhase((int)state[0]);
        (Model, _sum, Reduced) = (state[1], state[2], (int)state[3]);
        _reduced = new BitArray([.. Enumerable.Range(0, scenario.Shards).Select(shard => (state[4 + shard / 64] >> (shard % 64) & 1) != 0)]);
    }

    /// <summary>Goes to the beginning of a step, with the model that is committed before it.</summary>
    public void Restart(int phase, ulong model)
    {
        BeginPhase(phase);
        Model = _before = model;
    }

    /// <summary>Whether model and sums are those that an undisturbed run has at this step with these shards counted.</summary>
    public bool IsAsUndisturbed(long step)
    {
        ulong sum = 0;
        for (int shard = 0; shard < scenario.Shards; shard++)
        {
            sum = unchecked(sum + (_reduced[shard] ? Reference.Gradient(Phase, new ShardKey(step, shard), Model) : 0));
        }
        return Model == reference.Model(Phase, step) && sum == _sum;
    }

    private void Fail(string message)
    {
        Violation ??= $"phase {Phase}: {message}";
        throw new ViolationException(message);
    }
}
