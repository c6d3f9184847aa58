using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Tests.Particles.State;

public class EstimatedColumnsTests
{
    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(2499, true)] // in the last of several blocks
    public void An_optional_column_is_there_where_any_particle_has_another_value_than_the_default(int changed, bool there)
    {
        using var particles = new ParticleState(2500, ParticleColumns.OfRun(2), "in memory");
        var row = new ParticleBlock(particles.Layout, 1);
        row.Write(ParticleColumns.DefocusChange, ColumnWriters.Training)[0] = -3;
        if (changed >= 0)
        {
            particles.Stage(changed, row, 0);
        }
        var estimated = new EstimatedColumns(particles);
        (estimated.Layout.Find(ParticleColumns.DefocusChange) >= 0).ShouldBe(there);
        estimated.Layout.Columns.ShouldBe(ParticleColumns.All.Where(column => !column.Optional || (there && column == ParticleColumns.DefocusChange)), "the others are always there");
        var all = new ParticleBlock(estimated.Layout, 2500);
        estimated.Read(0, 2500, all);
        if (there)
        {
            all.Column(ParticleColumns.DefocusChange)[changed].ShouldBe(-3);
        }
    }
}
