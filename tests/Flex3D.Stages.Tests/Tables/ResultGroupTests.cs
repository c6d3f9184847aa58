using Flex3D.Stages.Tables;
using Flex3D.Stages.Tables.Conversion;

namespace Flex3D.Stages.Tests.Tables;

public class ResultGroupTests
{
    [Fact]
    public void A_group_names_each_slot_its_file_type_and_number_of_particles()
    {
        using var folder = new TemporaryFolder();
        string star = folder.Text("a.star", "data_particles\nloop_\n_rlnImageName\n_rlnImagePixelSize\n_rlnDefocusU\n_rlnMicrographName\n_flex3dLatent0\n_flex3dLatent1\n1@a.mrcs 2 1000 m.mrc 0.5 1\n2@a.mrcs 2 1000 m.mrc 0.5 1\n");
        TableConverter.Write(new TableSource(star), folder["out/it's.cs"]);
        ResultGroup.Write(folder["out/it's.csg"], folder["out/it's.cs"], "Michael's: 2", new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.FromHours(1)));
        File.ReadAllText(folder["out/it's.csg"]).ShouldBe("""
            created: 2026-05-04 02:02:01.000000
            group:
              description: 'Michael''s: 2'
              name: particles
              title: Particles of Flex3D
              type: particle
            results:
              blob:
                metafile: '>it''s.cs'
                num_items: 2
                type: particle.blob
              components_mode_0:
                metafile: '>it''s.cs'
                num_items: 2
                type: particle.components
              components_mode_1:
                metafile: '>it''s.cs'
                num_items: 2
                type: particle.components
              ctf:
                metafile: '>it''s.cs'
                num_items: 2
                type: particle.ctf
            version: v4.4.0

            """.ReplaceLineEndings("\n"));
    }
}
