namespace Flex3D.Stages.Particles.State;

/// <summary>The state of each particle without the optional columns that were not estimated: those in which every particle has the default (<see cref="ParticleColumn.Optional"/>).</summary>
public sealed class EstimatedColumns : IParticleState
{
    private const int Block = 1024;
    private readonly IParticleState _particles;

    /// <param name="particles">The state; it is read through once, and must not change afterwards.</param>
    public EstimatedColumns(IParticleState particles)
    {
        _particles = particles;
        Layout = new ParticleLayout(particles.Layout.LatentDimension, [.. particles.Layout.Columns.Where(column => !column.Optional || IsEstimated(particles, column))]);
    }

    public int Count => _particles.Count;

    public ParticleLayout Layout { get; }

    public void Read(int first, int count, ParticleBlock into, int at = 0) => _particles.Read(first, count, into, at);

    private static bool IsEstimated(IParticleState particles, ParticleColumn column)
    {
        var block = new ParticleBlock(new ParticleLayout(particles.Layout.LatentDimension, column), Math.Min(Block, particles.Count));
        for (int first = 0; first < particles.Count; first += Block)
        {
            int count = Math.Min(Block, particles.Count - first);
            particles.Read(first, count, block);
            if (block.Column(column)[..(count * block.Layout.Width)].ContainsAnyExcept(column.Default))
            {
                return true;
            }
        }
        return false;
    }
}
