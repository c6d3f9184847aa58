using Flex3D.Stages.Faults;
using Flex3D.Stages.Scoring;
using Flex3D.Stages.Tests.Geometry;

namespace Flex3D.Stages.Tests.Scoring;

public class TruthFilesTests
{
    private static string Folder(string name, string particles, string atoms = "")
    {
        string folder = Shapes.Temporary("truth-" + name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "particles.csv"), particles);
        File.WriteAllText(Path.Combine(folder, "atoms.csv"), atoms);
        return folder;
    }

    [Fact]
    public void Coordinates_of_the_asked_rows_are_read_and_other_columns_are_not_coordinates()
    {
        TrueParticles read = TruthFiles.Particles(Folder("rows", "particle,t0,t1,rot,tilt,psi,junk\n0,1,2,0,0,0,0\n1,3,4,0,90,0,1\n2,5,6.5,0,0,0,0\n"), [1, 2]);
        read.Names.ShouldBe(["t0", "t1"]);
        read.Coordinates.ShouldBe([[3, 4], [5, 6.5]]);
        read.IsJunk.ShouldBe([true, false]);
        read.Poses![0].Apply(0, 0, 1).X.ShouldBe(-1, 1e-12);
        read.Count.ShouldBe(3);
        TrueParticles plain = TruthFiles.Particles(Folder("plain", "particle\n0\n1\n"), [0, 1]);
        (plain.Names.Count, plain.Poses, plain.Origins, plain.Count).ShouldBe((0, null, null, 2));
        read.Origins.ShouldBeNull();
        TruthFiles.Particles(Folder("origins", "particle,originX,originY\n0,1,2\n1,-3.5,4\n"), [1]).Origins.ShouldBe([(-3.5, 4)]);
        read.Defocus.ShouldBeNull();
        TruthFiles.Particles(Folder("defocus", "particle,defocusU,defocusV\n0,10000,9000\n1,12000,11500\n"), [1]).Defocus.ShouldBe([11750]);
    }

    [Fact]
    public void Displacements_are_read_at_their_coordinates()
    {
        TrueMotion motion = TruthFiles.Motion(Folder("motion", "particle\n", "x,y,z,dx@-1,dy@-1,dz@-1,dx@1,dy@1,dz@1\n1,2,3,-1,0,0,1,0,0\n4,5,6,0,0,0,0,0,0\n7,8,9,0,-4,0,0,4,0\n"));
        motion.Coordinates.ShouldBe(1);
        motion.At([0.5]).ShouldBe([1.5, 2, 3, 4, 5, 6, 7, 10, 9], 1e-12);
    }

    [Theory]
    [InlineData("particle,t0\n0,1\n2,1\n", "line 3", "particle 1")]
    [InlineData("particle,t0\n0,one\n", "line 2", "a finite number")]
    [InlineData("particle,t0\n0\n", "line 2", "2, as in the first line")]
    [InlineData("t0\n0\n", "line 1", "particle,t0")]
    public void A_damaged_list_of_particles_is_refused(string text, string place, string expected)
    {
        InputException fault = Should.Throw<InputException>(() => TruthFiles.Particles(Folder("bad", text), [0, 1]));
        fault.Message.ShouldContain(place);
        fault.Message.ShouldContain(expected);
    }

    [Theory]
    [InlineData("x,y,z\n1,2,3\n1,2,3\n1,2,3\n", "dx@t")]
    [InlineData("x,y,z,dx@0,dy@0,dz@0\n1,2,3,0,0,0\n", "at least 3")]
    [InlineData("x,y,z,dx@0;0,dy@0;0,dz@0;0,dx@1;1,dy@1;1,dz@1;1\n1,2,3,0,0,0,0,0,0\n1,2,3,0,0,0,0,0,0\n1,2,3,0,0,0,0,0,0\n", "grid")]
    public void Damaged_displacements_are_refused(string text, string expected) =>
        Should.Throw<InputException>(() => TruthFiles.Motion(Folder("bad-atoms", "", text))).Message.ShouldContain(expected);

    [Fact]
    public void Maps_are_found_with_the_coordinates_in_their_names()
    {
        string folder = Shapes.Temporary("truth-maps");
        Directory.CreateDirectory(folder);
        foreach (string name in new[] { "map_t+10.mrc", "map_t-10.mrc", "map_t+0.5_-1.mrc", "map_trest.mrc", "map_total.mrc", "mask_moving.mrc" })
        {
            File.WriteAllText(Path.Combine(folder, name), "");
        }
        TruthFiles.Maps(folder).Select(map => string.Join(' ', map.Coordinates)).ShouldBe(["-10", "", "0.5 -1", "10"]);
    }
}
