using Flex3D.Stages.Faults;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Quarantine;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Tests.Particles.Images;

namespace Flex3D.Stages.Tests.Particles.Quarantine;

public sealed class QuarantineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-aside").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private static BadParticleException Bad(int row, ParticleFault fault = ParticleFault.Flat) =>
        new(reason => new BadParticle(row, "000001@s", "s", 1024, fault, reason), "s.mrcs", $"particle {row + 1}", "nothing", "something");

    [Fact]
    public void The_list_is_read_as_it_was_written_by_row_whatever_the_names()
    {
        BadParticle[] particles =
        [
            new(40, "000003@a b,c.mrcs", "/data/a b,c.mrcs", 5_000_000_000, ParticleFault.Unreadable, "it ends \"early\", alas"),
            new(2, "000001@\"x\".mrcs", "\"x\".mrcs", null, ParticleFault.NoStack, "nowhere"),
        ];
        QuarantineFile.Write(In("q.csv"), particles);
        File.ReadAllLines(In("q.csv"))[1].ShouldStartWith("3,");
        QuarantineFile.Read(In("q.csv")).ShouldBe([particles[1], particles[0]]);
        QuarantineFile.Read(In("none.csv")).ShouldBeEmpty();
        File.AppendAllText(In("q.csv"), "x,y\n");
        Should.Throw<InputException>(() => QuarantineFile.Read(In("q.csv"))).Message.ShouldContain("line 4");
    }

    [Fact]
    public void The_first_bad_particle_stops_where_that_is_asked_for()
    {
        BadParticleException bad = Bad(6);
        Should.Throw<BadParticleException>(() => new ParticleQuarantine("p.star", stops: true, 10).Add(bad)).ShouldBeSameAs(bad);
    }

    [Theory]
    [InlineData(10, 10, 100, true)]
    [InlineData(11, 10, 100, false)]
    [InlineData(0, 0, 100, true)]
    [InlineData(1, 0, 100, false)]
    [InlineData(99, 100, 100, true)]
    [InlineData(100, 100, 100, false)]
    public void More_than_the_limit_or_all_of_them_are_too_many(int bad, double limit, int total, bool fine)
    {
        var quarantine = new ParticleQuarantine("p.star", stops: false, limit);
        for (int row = 0; row < bad; row++)
        {
            quarantine.Add(Bad(row, row % 2 == 0 ? ParticleFault.Flat : ParticleFault.Row));
        }
        if (fine)
        {
            quarantine.RequireFew(total);
        }
        else
        {
            Should.Throw<InputException>(() => quarantine.RequireFew(total)).Message.ShouldContain($"p.star: found {bad} bad particles of {total}, the first: s.mrcs, particle 1");
        }
    }

    [Fact]
    public void Faults_are_summed_up_in_words()
    {
        BadParticle[] particles = [Bad(1).Particle, Bad(2, ParticleFault.Unreadable).Particle, Bad(3, ParticleFault.Unreadable).Particle];
        ParticleQuarantine.Summary(particles).ShouldBe("2 unreadable, 1 with a flat background");
    }

    [Fact]
    public void Bad_rows_of_a_table_are_set_aside_and_the_others_keep_their_numbers()
    {
        TestStacks.Write(In("s.mrcs"), [TestStacks.Noise(8, 1), TestStacks.Noise(8, 2)]);
        string star = In("p.star");
        File.WriteAllText(star, """
            data_optics
            loop_
            _rlnOpticsGroup
            _rlnVoltage
            _rlnSphericalAberration
            _rlnAmplitudeContrast
            _rlnImagePixelSize
            1 300 2.7 0.1 1.5
            data_particles
            loop_
            _rlnImageName
            _rlnAngleRot
            _rlnAngleTilt
            _rlnAnglePsi
            _rlnDefocusU
            _rlnDefocusV
            _rlnDefocusAngle
            _rlnOpticsGroup
            1@s.mrcs 1 2 3 1e4 9000 45 1
            2@s.mrcs 1 nan 3 1e4 9000 45 1
            2@gone.mrcs 1 2 3 1e4 9000 45 1
            2@s.mrcs 1 2 3 1e4 9000 45 1

            """);
        var quarantine = new ParticleQuarantine(star, stops: false, 10);
        ParticleTable table = ParticleTableReader.Read(star, new ParticleReadOptions { Quarantine = quarantine });
        Enumerable.Range(0, table.Count).Select(i => table[i].SourceRow).ShouldBe([0, 3]);
        quarantine.Particles.Select(p => (p.Row, p.Image, p.Fault)).ShouldBe([(1, "2@s.mrcs", ParticleFault.Row), (2, "2@gone.mrcs", ParticleFault.NoStack)]);
        quarantine.Particles[0].Reason.ShouldContain("line 20, column _rlnAngleTilt");
        Should.Throw<InputException>(() => ParticleTableReader.Read(star)).Message.ShouldContain("_rlnAngleTilt");

        using ParticleTable kept = ParticleTableReader.WithoutRows(table, new HashSet<int> { 0 }, In("rows.bin"));
        (kept.Count, kept[0].SourceRow, kept[0].Slice).ShouldBe((1, 3, 1));
    }

    [Fact]
    public void A_first_stack_that_is_no_stack_may_be_passed_over()
    {
        File.WriteAllText(In("a.mrcs"), "no images");
        string good = TestStacks.Write(In("b.mrcs"), [TestStacks.Noise(8, 1)]);
        var table = new ParticleTable("t", [In("a.mrcs"), good], [Flex3D.Tests.Worlds.SmallWorld.Optics()], [TestStacks.Particle(0, 0), TestStacks.Particle(1, 0)]);
        Should.Throw<InputException>(() => new ParticleStacks(table));
        using var stacks = new ParticleStacks(table, passOver: true);
        stacks.Box.ShouldBe(8);
        BadParticle bad = Should.Throw<BadParticleException>(() => stacks.Read(0, new float[64])).Particle;
        (bad.Row, bad.Stack, bad.Offset, bad.Fault).ShouldBe((0, In("a.mrcs"), null, ParticleFault.Unreadable));
        bad.Reason.ShouldContain("particle 1");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(37)]
    [InlineData(63)]
    public void A_prepared_image_with_a_pixel_that_is_no_number_is_refused_with_its_byte(int pixel)
    {
        float[] image = TestStacks.Noise(8, 1);
        image[pixel] = float.PositiveInfinity;
        Prepared(image).ShouldContain($"prepared.mrcs, particle 2 (image 2, from byte 1280): found pixel {pixel} of {float.PositiveInfinity}");
    }

    [Fact]
    public void A_prepared_image_that_is_a_hole_in_the_file_is_refused() =>
        Prepared(new float[64]).ShouldContain("prepared.mrcs, particle 2 (image 2, from byte 1280): found nothing but 0");

    private string Prepared(float[] second)
    {
        ParticleTable table = TestStacks.One(_folder, [TestStacks.Noise(8, 1), TestStacks.Noise(8, 2)]);
        string path = TestStacks.Write(In("prepared.mrcs"), [TestStacks.Noise(8, 1), second]);
        WhiteNoise.Write(In("noise.bin"), [new(0, 1), new(0, 1)]);
        using var noise = WhiteNoise.Open(In("noise.bin"), 2);
        using var source = PreparedParticles.Open(table, path, noise, 8);
        source.Read([0], new ImageBatch(8, 1));
        return Should.Throw<InputException>(() => source.Read([0, 1], new ImageBatch(8, 2))).Message;
    }
}
