using Flex3D.Stages.Faults;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Tests.Particles.State;

public class ParticleLayoutTests
{
    [Fact]
    public void A_row_has_its_columns_one_after_the_other()
    {
        (MadeUp.Layout.Width, MadeUp.Layout.RowBytes).ShouldBe((6, 24));
        MadeUp.Layout.Columns.Select(MadeUp.Layout.OffsetOf).ShouldBe([0, 2, 4, 5]);
        MadeUp.Layout.Columns.Select(MadeUp.Layout.WidthOf).ShouldBe([2, 2, 1, 1]);
        MadeUp.Layout.Description.ShouldBe("latents 2, shift 2 Å, contrast 1, trust 1");
    }

    [Fact]
    public void A_run_keeps_what_is_known_of_each_particle_and_nothing_else()
    {
        ParticleLayout layout = ParticleColumns.OfRun(3);
        (layout.Description, layout.Width, layout.LatentDimension).ShouldBe(("latents 3, contrast 1, uncertainty 3, covariance 6, gain 1, turn 3 rad, shift 2 Å, defocusChange 1 Å, weight 1", 21, 3));
        layout.Find(MadeUp.Trust).ShouldBe(-1);
        Should.Throw<InvariantException>(() => layout.OffsetOf(MadeUp.Trust)).Message.ShouldContain("'trust'");
    }

    [Fact]
    public void A_layout_without_latent_coordinates_or_with_a_column_twice_is_refused()
    {
        Should.Throw<ArgumentException>(() => ParticleColumns.OfRun(0));
        Should.Throw<ArgumentException>(() => new ParticleLayout(1));
        Should.Throw<ArgumentException>(() => new ParticleLayout(1, MadeUp.Shift, MadeUp.Trust, MadeUp.Shift));
    }

    [Fact]
    public void No_two_columns_share_a_name_in_any_file()
    {
        foreach (Func<ParticleColumn, string> name in (Func<ParticleColumn, string>[])[c => c.Name, c => c.ModelArray, c => c.Csv, c => c.Star, c => c.CryoSparc])
        {
            ParticleColumns.All.Select(name).ShouldBeUnique();
        }
        foreach (ParticleColumn column in ParticleColumns.All)
        {
            ParticleColumns.All.Count(other => other.HasCsvName(column.CsvName(0))).ShouldBe(1, column.Name);
            ParticleColumns.All.Count(other => other.HasStarLabel(column.StarLabel(0))).ShouldBe(1, column.Name);
        }
    }

    [Fact]
    public void Files_number_the_elements_of_a_column_of_several_and_of_latents_always()
    {
        MadeUp.Shift.CsvName(1).ShouldBe("shift1");
        MadeUp.Trust.CsvName(0).ShouldBe("trust");
        ParticleColumns.Latents.StarLabel(12).ShouldBe("flex3dLatent12");
        MadeUp.Trust.HasStarLabel("flex3dTrust").ShouldBeTrue();
        MadeUp.Trust.HasStarLabel("flex3dTrust0").ShouldBeFalse();
        MadeUp.Shift.HasStarLabel("flex3dShift10").ShouldBeTrue();
        MadeUp.Shift.HasStarLabel("flex3dShift").ShouldBeFalse();
        MadeUp.Shift.HasStarLabel("flex3dShift1x").ShouldBeFalse();
    }
}
